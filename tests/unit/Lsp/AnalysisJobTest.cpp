//===- AnalysisJobTest.cpp - A job's way to its process -------------------===//

#include "Lsp/AnalysisJob.h"

#include <gtest/gtest.h>

using namespace framewalk;

TEST(AnalysisJobTest, ArrivesAsItWasSent) {
  AnalysisJob Sent;
  Sent.Command.Directory = "/home/me";
  Sent.Command.File = "/home/me/a \xff.c"; // names need not be UTF-8
  Sent.Command.Flags = {"-O2", "", "-DX=\"1\n\""};
  Sent.Command.Compiler = "g++";
  Sent.Command.FromDatabase = true;
  Sent.KeepUnused = true;
  auto Uri = llvm::lsp::URIForFile::fromURI("file:///home/me/a%20%2b.c");
  ASSERT_TRUE(!!Uri);
  Sent.View.Uri = *Uri;
  Sent.View.Encoding = PositionEncoding::Utf8;
  Sent.View.Options.Walks = false;
  Sent.View.Abilities.HierarchicalSymbols = true;
  Sent.Unsaved = {{"/a.h", "1"},
                  {"/b.h", ""},
                  {Sent.Command.File, std::string("int a;\0\n", 8)}};

  AnalysisJob Read = unpackedJob(packed(Sent));
  EXPECT_EQ(Read.Command.Directory, Sent.Command.Directory);
  EXPECT_EQ(Read.Command.File, Sent.Command.File);
  EXPECT_EQ(Read.Command.Flags, Sent.Command.Flags);
  EXPECT_EQ(Read.Command.Compiler, Sent.Command.Compiler);
  EXPECT_TRUE(Read.Command.FromDatabase);
  EXPECT_TRUE(Read.KeepUnused);
  EXPECT_EQ(Read.View.Uri.uri(), Sent.View.Uri.uri());
  EXPECT_EQ(Read.View.Uri.file(), Sent.View.Uri.file());
  EXPECT_EQ(Read.View.Encoding, PositionEncoding::Utf8);
  EXPECT_FALSE(Read.View.Options.Walks);
  EXPECT_TRUE(Read.View.Options.InlayHints);
  EXPECT_TRUE(Read.View.Abilities.HierarchicalSymbols);
  EXPECT_FALSE(Read.View.Abilities.RelatedInformation);
  EXPECT_EQ(Read.text(), Sent.text());
  EXPECT_EQ(Read.Unsaved, Sent.Unsaved);
}

TEST(AnalysisJobTest, OutcomeArrivesAsItWasSent) {
  AnalysisOutcome Sent;
  Sent.Compiled = true;
  Sent.Message = "m";
  Sent.NeedsUser = true;
  Sent.Diagnostics.push_back(llvm::json::Object{{"code", "x"}});
  Sent.Files = {"/a.h", "/b.h"};
  AnalysisOutcome Read = readOutcome(*toJSON(Sent).getAsObject());
  EXPECT_EQ(Read.Compiled, Sent.Compiled);
  EXPECT_EQ(Read.Message, Sent.Message);
  EXPECT_EQ(Read.NeedsUser, Sent.NeedsUser);
  EXPECT_EQ(Read.Diagnostics, Sent.Diagnostics);
  EXPECT_EQ(Read.Files, Sent.Files);
}
