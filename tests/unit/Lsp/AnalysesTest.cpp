//===- AnalysesTest.cpp - When analyses run, and what waits for them ------===//

#include "Lsp/Analyses.h"

#include "llvm/Support/LSP/Protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

using namespace framewalk;
using llvm::json::Object;
using llvm::json::Value;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

/// One side of a process: the test is the other.
struct FakeProcess {
  AnalysisJob Job;
  std::vector<BackendMessage> ToServer;
  std::vector<Value> FromServer;
  bool IsAlive = true;
  bool HasUnsent = false;
  bool HasEnded = false;
  int Descriptor = 0;
};

class FakeBackend final : public AnalysisBackend {
public:
  explicit FakeBackend(FakeProcess &Process) : Process(Process) {}
  ~FakeBackend() override { Process.IsAlive = false; }
  int descriptor() const override { return Process.Descriptor; }
  void send(const Value &Message) override {
    Process.FromServer.push_back(Message);
  }
  bool hasUnsent() const override { return Process.HasUnsent; }
  void flush() override { Process.HasUnsent = false; }
  std::vector<BackendMessage> receive(bool &HasEnded) override {
    HasEnded = Process.HasEnded;
    return std::exchange(Process.ToServer, {});
  }

private:
  FakeProcess &Process;
};

class AnalysesTest : public testing::Test {
protected:
  AnalysesTest()
      : Work(Analyses::Owner{
            .MakeJob =
                [this](const std::string &Key) {
                  AnalysisJob Job;
                  Job.Command.File = Key;
                  Job.Unsaved[Key] = Text;
                  return Job;
                },
            .Start = [this](const AnalysisJob &Job)
                -> llvm::Expected<std::unique_ptr<AnalysisBackend>> {
              FakeProcess &New = Processes.emplace_back();
              New.Job = Job;
              New.Descriptor = int(Processes.size());
              return std::make_unique<FakeBackend>(New);
            },
            .WhenAnalyzed =
                [this](const std::string &, const AnalysisOutcome &Outcome,
                       bool HasOlder) {
                  Outcomes.push_back(Outcome.Compiled ? "fresh"
                                     : HasOlder       ? "kept"
                                                      : "none");
                },
            .WhenSlow = [this](const std::string &) { ++Slow; },
            .WhenSlowEnds = [this](const std::string &) { --Slow; }}) {}

  void pass(int Milliseconds) {
    Now += framewalk::Milliseconds(Milliseconds);
    Work.tick(Now);
  }
  void edit(const char *NewText, const char *Key = "a.c") {
    Text = NewText;
    Work.textChanged(Key, Now);
  }
  /// The last process has an outcome.
  void finish(bool Compiled, std::vector<std::string> Files = {}) {
    FakeProcess &P = Processes.back();
    AnalysisOutcome Outcome;
    Outcome.Compiled = Compiled;
    Outcome.Files = std::move(Files);
    P.ToServer.push_back({Object{{"analyzed", toJSON(Outcome)}}, ""});
    Work.service(P.Descriptor, Now);
  }
  /// Its last request is answered.
  void answer(FakeProcess &P, const char *Words) {
    int64_t Id = *P.FromServer.back().getAsObject()->getInteger("id");
    P.ToServer.push_back({Object{{"id", Id}}, Words});
    Work.service(P.Descriptor, Now);
  }
  void ask(const char *Method, int Id = 1) {
    DocumentRequest Request;
    Request.Id = Id;
    Request.Method = Method;
    Request.Reply = [this](llvm::Expected<std::string> Answer) {
      std::string Words;
      if (Answer)
        Words = *Answer;
      else
        handleAllErrors(Answer.takeError(), [&](const llvm::lsp::LSPError &E) {
          Words = "error " + std::to_string(int(E.code));
        });
      Answers.push_back(Words);
    };
    Work.ask("a.c", std::move(Request), Now);
  }

  TimePoint Now;
  std::string Text;
  std::deque<FakeProcess> Processes;
  std::vector<std::string> Outcomes, Answers;
  int Slow = 0;
  Analyses Work;
};

constexpr const char *Hover = "textDocument/hover";
constexpr const char *Hints = "textDocument/inlayHint";

TEST_F(AnalysesTest, AnswersComeFromTheAnalysisOfTheText) {
  edit("one");
  ask(Hover);
  pass(10);
  ASSERT_EQ(Processes.size(), 1u);
  EXPECT_EQ(Processes[0].Job.text(), "one");
  EXPECT_THAT(Answers, IsEmpty());
  finish(true);
  answer(Processes[0], "frame");
  EXPECT_THAT(Answers, ElementsAre("frame"));
  EXPECT_THAT(Outcomes, ElementsAre("fresh"));
}

TEST_F(AnalysesTest, TheLastTextWins) {
  edit("one");
  pass(10);
  edit("two");
  EXPECT_FALSE(Processes[0].IsAlive);
  edit("three");
  pass(10);
  ASSERT_EQ(Processes.size(), 2u);
  EXPECT_EQ(Processes[1].Job.text(), "three");
}

TEST_F(AnalysesTest, QuickOnesBeginAtOnce) {
  edit("one");
  pass(10);
  pass(150); // that long it takes
  finish(true);
  edit("two");
  pass(5);
  EXPECT_EQ(Processes.size(), 2u);
}

TEST_F(AnalysesTest, TypingIsWaitedFor) {
  edit("one");
  pass(10);
  pass(1000); // that long it takes
  finish(true);
  edit("two");
  pass(90);
  EXPECT_EQ(Processes.size(), 1u);
  edit("three");
  pass(90);
  EXPECT_EQ(Processes.size(), 1u);
  pass(20);
  EXPECT_EQ(Processes.size(), 2u);
}

TEST_F(AnalysesTest, WhatDidNotFitIsSentLater) {
  using testing::Pair;
  edit("one");
  pass(10);
  FakeProcess &P = Processes[0];
  for (bool IsAnalysed : {false, true}) {
    P.HasUnsent = true;
    EXPECT_THAT(Work.descriptors(), ElementsAre(Pair(P.Descriptor, true)));
    Work.service(P.Descriptor, Now);
    EXPECT_THAT(Work.descriptors(), ElementsAre(Pair(P.Descriptor, false)));
    if (!IsAnalysed)
      finish(true);
  }
}

TEST_F(AnalysesTest, IdleIsWithoutAnalyses) {
  EXPECT_TRUE(Work.isIdle());
  edit("one");
  EXPECT_FALSE(Work.isIdle());
  pass(10);
  EXPECT_FALSE(Work.isIdle());
  finish(true);
  EXPECT_TRUE(Work.isIdle());
}

TEST_F(AnalysesTest, NothingOfAnOlderTextIsShown) {
  edit("one");
  pass(10);
  finish(true);
  ask(Hover, 1); // on its way when the text changes
  FakeProcess &Old = Processes[0];
  Old.ToServer.push_back(
      {Object{{"id", *Old.FromServer.back().getAsObject()->getInteger("id")}},
       "old frame"});
  edit("two");
  EXPECT_THAT(Answers, ElementsAre("error -32801"));
  Work.service(Old.Descriptor, Now);
  ask(Hints, 2); // waits when the text changes
  edit("three");
  EXPECT_THAT(Answers, ElementsAre("error -32801", "error -32801"));
  ask(Hover, 3);
  pass(200);
  finish(true);
  EXPECT_EQ(Answers.size(), 2u);
  answer(Processes.back(), "new frame");
  EXPECT_EQ(Answers.back(), "new frame");
}

TEST_F(AnalysesTest, WhatDoesNotCompileKeepsTheLastFrames) {
  edit("good");
  pass(10);
  finish(true);
  edit("bad");
  pass(10);
  finish(false);
  EXPECT_THAT(Outcomes, ElementsAre("fresh", "kept"));
  EXPECT_TRUE(Processes[0].IsAlive);
  EXPECT_FALSE(Processes[1].IsAlive);
  ask(Hover);
  // They are told the text that they are asked about, once.
  ASSERT_EQ(Processes[0].FromServer.size(), 2u);
  EXPECT_EQ(Processes[0].FromServer[0], Value(Object{{"text", "bad"}}));
  ask(Hover);
  EXPECT_EQ(Processes[0].FromServer.size(), 3u);
  edit("good again");
  pass(10);
  finish(true);
  EXPECT_FALSE(Processes[0].IsAlive);
}

TEST_F(AnalysesTest, WhatNeverCompiledHasNothing) {
  edit("bad");
  ask(Hover);
  ask(Hints);
  pass(10);
  finish(false);
  EXPECT_THAT(Answers, ElementsAre("null", "[]"));
  EXPECT_THAT(Outcomes, ElementsAre("none"));
}

TEST_F(AnalysesTest, WaitsHaveABound) {
  edit("one");
  ask(Hover);
  ask(Hints);
  pass(10);
  pass(1000);
  EXPECT_THAT(Answers, ElementsAre("null"));
  pass(9000);
  EXPECT_THAT(Answers, ElementsAre("null", "error -32801"));
}

TEST_F(AnalysesTest, WhatTookLongIsNotWaitedFor) {
  edit("one");
  pass(10);
  EXPECT_EQ(Slow, 0);
  pass(4000);
  EXPECT_EQ(Slow, 1);
  finish(true);
  EXPECT_EQ(Slow, 0);
  edit("two");
  ask(Hover);
  EXPECT_THAT(Answers, ElementsAre("null"));
  ask(Hints);
  EXPECT_EQ(Answers.size(), 1u);
}

TEST_F(AnalysesTest, Cancellation) {
  edit("one");
  ask(Hover, 7);
  EXPECT_FALSE(Work.cancel(8));
  EXPECT_TRUE(Work.cancel(7));
  EXPECT_FALSE(Work.cancel(7));
  EXPECT_THAT(Answers, ElementsAre("error -32800"));
  pass(10);
  finish(true);
  EXPECT_THAT(Processes[0].FromServer, IsEmpty());
  ask(Hover, 9); // now the process has it
  FakeProcess &P = Processes[0];
  P.ToServer.push_back(
      {Object{{"id", *P.FromServer.back().getAsObject()->getInteger("id")}},
       "too late"});
  EXPECT_TRUE(Work.cancel(9));
  EXPECT_TRUE(P.FromServer.back().getAsObject()->getInteger("cancel"));
  Work.service(P.Descriptor, Now);
  EXPECT_THAT(Answers, ElementsAre("error -32800", "error -32800"));
}

TEST_F(AnalysesTest, AProcessThatDies) {
  edit("one");
  ask(Hover);
  pass(10);
  Processes[0].HasEnded = true;
  Work.service(Processes[0].Descriptor, Now);
  EXPECT_THAT(Outcomes, ElementsAre("none"));
  EXPECT_THAT(Answers, ElementsAre("null"));
  pass(1000); // the text would kill the next one, too
  EXPECT_EQ(Processes.size(), 1u);
}

TEST_F(AnalysesTest, FramesThatDieAreMadeAnew) {
  edit("one");
  pass(10);
  finish(true);
  for (int I = 0; I < 5; ++I) {
    ask(Hover);
    FakeProcess &P = Processes.back();
    if (!P.IsAlive)
      break;
    P.HasEnded = true;
    Work.service(P.Descriptor, Now);
    EXPECT_EQ(Answers.back(), "error -32603");
    pass(10);
    if (Processes.back().IsAlive)
      finish(true);
  }
  EXPECT_EQ(Processes.size(), 3u); // but not for ever
}

TEST_F(AnalysesTest, UsersOfAFileFollowIt) {
  edit("one");
  pass(10);
  finish(true, {"/z.h", "/a.h"});
  Work.fileChanged("/other.h", "", Now);
  pass(10);
  EXPECT_EQ(Processes.size(), 1u);
  ask(Hover, 1);
  Work.fileChanged("/a.h", "", Now);
  pass(10);
  ASSERT_EQ(Processes.size(), 2u);
  // A failure has not seen all files.
  finish(false, {"/b.h"});
  Work.fileChanged("/z.h", "", Now);
  pass(10);
  EXPECT_EQ(Processes.size(), 3u);
}

TEST_F(AnalysesTest, ClosingEndsAll) {
  edit("one");
  pass(10);
  finish(true);
  edit("two");
  ask(Hints);
  pass(10);
  Work.closed("a.c");
  EXPECT_THAT(Answers, ElementsAre("error -32801"));
  for (const FakeProcess &P : Processes)
    EXPECT_FALSE(P.IsAlive);
}

TEST_F(AnalysesTest, FewRunAtOnce) {
  for (const char *Key : {"a.c", "b.c", "c.c", "d.c"}) {
    edit("x", Key);
    Now += Milliseconds(1);
  }
  pass(10);
  ASSERT_EQ(Processes.size(), 2u);
  // The one that was touched last comes first.
  EXPECT_EQ(Processes[0].Job.Command.File, "d.c");
  finish(true);
  pass(1);
  EXPECT_EQ(Processes.size(), 3u);
}

} // namespace
