//===- Analyses.cpp -------------------------------------------------------===//

#include "Lsp/Analyses.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/LSP/Protocol.h"

using namespace framewalk;
using llvm::json::Object;
using llvm::json::Value;
namespace lsp = llvm::lsp;

namespace {

/// More would only be in each other's way.
constexpr size_t MostRunning = 2;
/// Each has a report in memory; a document that is dropped is analysed anew
/// when somebody asks.
constexpr size_t MostKept = 24;
/// A hover that comes later is one that nobody waits for.
constexpr Milliseconds HoverWait{1000};
constexpr Milliseconds ListWait{10'000};
/// When a client shows that something is going on.
constexpr Milliseconds SlowAfter{1000};
/// clang has been seen to take minutes for generated sources.
constexpr Milliseconds MostTime{300'000};
constexpr unsigned MostDeaths = 3;

/// A pause in typing that is worth an analysis: next to none where it is done
/// before the next key is pressed, half a second where it takes long.
Milliseconds pauseFor(std::optional<Milliseconds> Took) {
  constexpr Milliseconds Least{2}, Most{500}, Quick{200};
  if (!Took || *Took <= Quick)
    return Least;
  return std::clamp(*Took / 10, Least, Most);
}

Milliseconds longestWait(llvm::StringRef Method) {
  return isForCursor(Method) ? HoverWait : ListWait;
}

llvm::Error errorOf(lsp::ErrorCode Code, const char *Message) {
  return llvm::make_error<lsp::LSPError>(Message, Code);
}

void contentModified(DocumentRequest &Request) {
  Request.Reply(
      errorOf(lsp::ErrorCode::ContentModified, "the text has changed"));
}

void tooLate(DocumentRequest &Request) {
  if (isForCursor(Request.Method))
    Request.Reply("null");
  else
    Request.Reply(errorOf(lsp::ErrorCode::ContentModified,
                          "the text is still being analysed"));
}

} // namespace

//===--- What happens to documents ----------------------------------------===//

void Analyses::newRevision(Unit &U, TimePoint Now) {
  ++U.Revision;
  U.Due = Now + pauseFor(U.Took);
  U.LastUsed = Now;
  // What has been asked of the frames is answered for a state that is gone.
  for (auto &[Number, Request] : U.Asked) {
    contentModified(Request);
    U.Frames->send(Object{{"cancel", Number}});
  }
  U.Asked.clear();
}

void Analyses::textChanged(const std::string &Key, TimePoint Now) {
  Units::value_type &Each = *All.try_emplace(Key).first;
  stopRunning(Each);
  newRevision(Each.second, Now);
  Each.second.Deaths = 0;
  for (Waiting &W : Each.second.Waits)
    contentModified(W.Request);
  Each.second.Waits.clear();
}

void Analyses::inputsChanged(const std::string &Key, TimePoint Now) {
  auto It = All.find(Key);
  if (It == All.end())
    return;
  stopRunning(*It);
  newRevision(It->second, Now);
}

void Analyses::allInputsChanged(TimePoint Now) {
  for (Units::value_type &Each : All)
    inputsChanged(Each.first, Now);
}

void Analyses::fileChanged(const std::string &Path,
                           const std::string &ExceptKey, TimePoint Now) {
  for (Units::value_type &Each : All)
    if (Each.first != ExceptKey && llvm::binary_search(Each.second.Files, Path))
      inputsChanged(Each.first, Now);
}

void Analyses::closed(const std::string &Key) {
  auto It = All.find(Key);
  if (It == All.end())
    return;
  stopRunning(*It);
  for (Waiting &W : It->second.Waits)
    contentModified(W.Request);
  for (auto &[Number, Request] : It->second.Asked)
    contentModified(Request);
  All.erase(It);
}

//===--- Requests ---------------------------------------------------------===//

void Analyses::ask(const std::string &Key, DocumentRequest Request,
                   TimePoint Now) {
  Units::value_type &Each = *All.try_emplace(Key).first;
  Unit &U = Each.second;
  U.LastUsed = Now;
  if (U.Analyzed == U.Revision) {
    forward(Each, std::move(Request));
    return;
  }
  if (!U.Due && !U.Running) // it had been dropped
    U.Due = Now;
  Milliseconds Longest = longestWait(Request.Method);
  if (U.Took && *U.Took > Longest)
    tooLate(Request);
  else
    U.Waits.push_back({std::move(Request), Now + Longest});
}

void Analyses::forward(Units::value_type &Each, DocumentRequest Request) {
  Unit &U = Each.second;
  if (!U.Frames) {
    Request.Reply(nothingFor(Request.Method).str());
    return;
  }
  if (U.FramesAreOld && U.FramesText != U.Revision) {
    U.Frames->send(Object{
        {"text", llvm::json::fixUTF8(Hears.MakeJob(Each.first).text())}});
    U.FramesText = U.Revision;
  }
  int64_t Number = NextAsk++;
  U.Frames->send(Object{
      {"id", Number}, {"method", Request.Method}, {"params", Request.Params}});
  U.Asked.try_emplace(Number, std::move(Request));
}

bool Analyses::cancel(const Value &Id) {
  auto Answer = [](DocumentRequest &Request) {
    Request.Reply(errorOf(lsp::ErrorCode::RequestCancelled, "cancelled"));
  };
  for (auto &[Key, U] : All) {
    auto Waits = llvm::find_if(
        U.Waits, [&](const Waiting &W) { return W.Request.Id == Id; });
    if (Waits != U.Waits.end()) {
      Answer(Waits->Request);
      U.Waits.erase(Waits);
      return true;
    }
    auto Asked = llvm::find_if(
        U.Asked, [&](const auto &A) { return A.second.Id == Id; });
    if (Asked != U.Asked.end()) {
      Answer(Asked->second);
      U.Frames->send(Object{{"cancel", Asked->first}});
      U.Asked.erase(Asked);
      return true;
    }
  }
  return false;
}

void Analyses::answerWaiting(Units::value_type &Each) {
  std::vector<Waiting> Waits = std::move(Each.second.Waits);
  Each.second.Waits.clear();
  for (Waiting &W : Waits)
    forward(Each, std::move(W.Request));
}

//===--- Analyses ---------------------------------------------------------===//

size_t Analyses::runningCount() const {
  return llvm::count_if(All,
                        [](const auto &Each) { return !!Each.second.Running; });
}

void Analyses::tick(TimePoint Now) {
  while (runningCount() < MostRunning) {
    Units::value_type *Next = nullptr;
    for (Units::value_type &Each : All)
      if (const Unit &U = Each.second; U.Due && *U.Due <= Now)
        if (!Next || U.LastUsed > Next->second.LastUsed)
          Next = &Each;
    if (!Next)
      break;
    start(*Next, Now);
  }
  for (Units::value_type &Each : All) {
    Unit &U = Each.second;
    if (U.Running && !U.IsSlow && Now >= U.Started + SlowAfter) {
      U.IsSlow = true;
      Hears.WhenSlow(Each.first);
    }
    if (U.Running && Now >= U.Started + MostTime)
      finished(Each,
               {.Message = "the analysis took too long and was ended",
                .NeedsUser = true},
               Now);
    llvm::erase_if(U.Waits, [&](Waiting &W) {
      if (W.Deadline > Now)
        return false;
      tooLate(W.Request);
      return true;
    });
  }
}

bool Analyses::isIdle() const {
  return llvm::none_of(All, [](const auto &Each) {
    return Each.second.Due || Each.second.Running;
  });
}

std::optional<TimePoint> Analyses::nextTick() const {
  std::optional<TimePoint> Next;
  auto At = [&](TimePoint Time) {
    if (!Next || Time < *Next)
      Next = Time;
  };
  const bool HasRoom = runningCount() < MostRunning;
  for (const auto &[Key, U] : All) {
    if (U.Due && HasRoom)
      At(*U.Due);
    if (U.Running)
      At(U.Started + (U.IsSlow ? MostTime : SlowAfter));
    for (const Waiting &W : U.Waits)
      At(W.Deadline);
  }
  return Next;
}

void Analyses::start(Units::value_type &Each, TimePoint Now) {
  Unit &U = Each.second;
  U.Due.reset();
  U.Started = Now;
  auto Started = Hears.Start(Hears.MakeJob(Each.first));
  if (Started)
    U.Running = std::move(*Started);
  else
    finished(
        Each,
        {.Message = llvm::toString(Started.takeError()), .NeedsUser = true},
        Now);
}

void Analyses::stopRunning(Units::value_type &Each) {
  Unit &U = Each.second;
  U.Running.reset();
  if (U.IsSlow)
    Hears.WhenSlowEnds(Each.first);
  U.IsSlow = false;
}

void Analyses::finished(Units::value_type &Each, AnalysisOutcome Outcome,
                        TimePoint Now) {
  Unit &U = Each.second;
  U.Analyzed = U.Revision;
  U.Took = std::chrono::duration_cast<Milliseconds>(Now - U.Started);
  if (Outcome.Compiled) {
    U.Frames = std::move(U.Running);
    U.FramesAreOld = false;
  } else {
    U.FramesAreOld = true;
  }
  stopRunning(Each);
  // A compilation that failed early has not asked for all.
  if (!Outcome.Compiled)
    llvm::append_range(Outcome.Files, U.Files);
  llvm::sort(Outcome.Files);
  Outcome.Files.erase(llvm::unique(Outcome.Files), Outcome.Files.end());
  U.Files = Outcome.Files;
  answerWaiting(Each); // while the owner publishes, answers are made
  Hears.WhenAnalyzed(Each.first, Outcome, !Outcome.Compiled && U.Frames);
  dropLeastUsed();
}

void Analyses::dropLeastUsed() {
  size_t Kept = llvm::count_if(
      All, [](const auto &Each) { return !!Each.second.Frames; });
  if (Kept <= MostKept)
    return;
  Unit *Oldest = nullptr;
  for (auto &[Key, U] : All)
    if (U.Frames && U.Asked.empty() &&
        (!Oldest || U.LastUsed < Oldest->LastUsed))
      Oldest = &U;
  if (!Oldest)
    return;
  Oldest->Frames.reset();
  ++Oldest->Revision; // analysed by nobody
}

//===--- Messages of the processes ----------------------------------------===//

std::vector<std::pair<int, bool>> Analyses::descriptors() const {
  std::vector<std::pair<int, bool>> Result;
  for (const auto &[Key, U] : All)
    for (AnalysisBackend *B : {U.Running.get(), U.Frames.get()})
      if (B)
        Result.push_back({B->descriptor(), B->hasUnsent()});
  return Result;
}

void Analyses::service(int Descriptor, TimePoint Now) {
  for (Units::value_type &Each : All) {
    Unit &U = Each.second;
    if (U.Running && U.Running->descriptor() == Descriptor) {
      U.Running->flush();
      return receiveFromRunning(Each, Now);
    }
    if (U.Frames && U.Frames->descriptor() == Descriptor) {
      U.Frames->flush();
      return receiveFromFrames(Each, Now);
    }
  }
}

void Analyses::receiveFromRunning(Units::value_type &Each, TimePoint Now) {
  bool HasEnded = false;
  for (BackendMessage &Message : Each.second.Running->receive(HasEnded))
    if (const Object *Outcome = Message.Head.getObject("analyzed"))
      return finished(Each, readOutcome(*Outcome), Now);
  if (HasEnded)
    finished(Each,
             {.Message = "the process that analysed this version has ended "
                         "without an answer",
              .NeedsUser = true},
             Now);
}

void Analyses::receiveFromFrames(Units::value_type &Each, TimePoint Now) {
  Unit &U = Each.second;
  bool HasEnded = false;
  for (BackendMessage &Message : U.Frames->receive(HasEnded)) {
    auto Asked = U.Asked.find(Message.Head.getInteger("id").value_or(0));
    if (Asked == U.Asked.end())
      continue; // cancelled, or the text has changed
    DocumentRequest Request = std::move(Asked->second);
    U.Asked.erase(Asked);
    if (const Object *Error = Message.Head.getObject("error")) {
      Request.Reply(llvm::make_error<lsp::LSPError>(
          Error->getString("message").value_or("").str(),
          lsp::ErrorCode(Error->getInteger("code").value_or(0))));
      continue;
    }
    Request.Reply(std::move(Message.Result));
  }
  if (!HasEnded)
    return;
  auto Asked = std::move(U.Asked);
  U.Asked.clear();
  U.Frames.reset();
  for (auto &[Number, Request] : Asked)
    Request.Reply(errorOf(lsp::ErrorCode::InternalError,
                          "the process that knew the answer has ended"));
  if (++U.Deaths < MostDeaths)
    newRevision(U, Now);
}
