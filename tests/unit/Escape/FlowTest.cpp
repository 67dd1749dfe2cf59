//===- FlowTest.cpp - The analysis on small pieces of IR ------------------===//

#include "Escape/Analysis.h"

#include "gtest/gtest.h"

#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk::escape;

namespace {

std::unique_ptr<llvm::Module> parse(llvm::StringRef Code,
                                    llvm::LLVMContext &Llvm) {
  llvm::SMDiagnostic Error;
  std::unique_ptr<llvm::Module> Module =
      llvm::parseAssemblyString(Code, Error, Llvm);
  EXPECT_TRUE(Module) << Error.getMessage().str();
  return Module;
}

/// What is seen in a module, in words: "left x in f". All of it has to show at
/// a first look.
std::vector<std::string> seenIn(llvm::StringRef Code) {
  llvm::LLVMContext Llvm;
  std::unique_ptr<llvm::Module> Module = parse(Code, Llvm);
  if (!Module)
    return {"no module"};
  OwnerTable Owners;
  ModuleContext Context(Module->getDataLayout(), Owners);
  std::vector<std::string> Words;
  analyzeModule(
      *Module, Context, [&](const llvm::Function &F, const Observations &Seen) {
        for (const Observation &O : Seen.all()) {
          static constexpr const char *Kinds[] = {"returned", "left", "used",
                                                  "kept"};
          const llvm::Value *Local = Context.T.Places[O.Local].Anchor;
          Words.push_back(std::string(Kinds[unsigned(O.Kind)]) + " " +
                          Local->getName().str() + " in " + F.getName().str());
        }
      });
  EXPECT_TRUE(Words.empty() || isSuspicious(*Module, Owners));
  return Words;
}

bool isSuspicious(llvm::StringRef Code) {
  llvm::LLVMContext Llvm;
  std::unique_ptr<llvm::Module> Module = parse(Code, Llvm);
  if (!Module)
    return false;
  return isSuspicious(*Module, OwnerTable());
}

using Words = std::vector<std::string>;

TEST(Flow, AReturnedLocal) {
  EXPECT_EQ(seenIn("define ptr @f() { %x = alloca i32 \n ret ptr %x }"),
            Words{"returned x in f"});
}

TEST(Flow, ALocalInAGlobal) {
  EXPECT_EQ(seenIn(R"(@g = global ptr null
    define void @f() { %x = alloca i32
      store ptr %x, ptr @g
      ret void })"),
            Words{"left x in f"});
}

TEST(Flow, AResetIsSilent) {
  EXPECT_EQ(seenIn(R"(@g = global ptr null
    define void @f() { %x = alloca i32
      store ptr %x, ptr @g
      store ptr null, ptr @g
      ret void })"),
            Words{});
}

TEST(Flow, AResetByACalleeIsSilent) {
  EXPECT_EQ(seenIn(R"(define void @set(ptr %to, ptr %what) {
      store ptr %what, ptr %to
      ret void }
    define void @f(ptr %to) { %x = alloca i32
      call void @set(ptr %to, ptr %x)
      call void @set(ptr %to, ptr null)
      ret void })"),
            Words{});
}

TEST(Flow, ACalleeThatStoresItsArgument) {
  EXPECT_EQ(seenIn(R"(define void @set(ptr %to, ptr %what) {
      store ptr %what, ptr %to
      ret void }
    define void @f(ptr %to) { %x = alloca i32
      call void @set(ptr %to, ptr %x)
      ret void })"),
            Words{"left x in f"});
}

TEST(Flow, UseAfterTheEndOfALife) {
  EXPECT_EQ(seenIn(R"(define i32 @f() { %x = alloca i32
      %p = alloca ptr
      call void @llvm.lifetime.start.p0(ptr %x)
      store ptr %x, ptr %p
      call void @llvm.lifetime.end.p0(ptr %x)
      %q = load ptr, ptr %p
      %v = load i32, ptr %q
      ret i32 %v }
    declare void @llvm.lifetime.start.p0(ptr)
    declare void @llvm.lifetime.end.p0(ptr))"),
            Words{"used x in f"});
}

TEST(Flow, SharedCleanupGoesOnWhereItWasMeantTo) {
  // Exit 1 returns what was stored to retval before, exit 0 goes on.
  EXPECT_EQ(seenIn(R"(define ptr @f(i1 %c, ptr %other) {
      %retval = alloca ptr
      %x = alloca i32
      %p = alloca ptr
      %cleanup.dest.slot = alloca i32
      store ptr %x, ptr %p
      br i1 %c, label %early, label %later
    early:
      store ptr %other, ptr %p
      store i32 1, ptr %cleanup.dest.slot
      br label %cleanup
    later:
      store i32 0, ptr %cleanup.dest.slot
      br label %cleanup
    cleanup:
      %dest = load i32, ptr %cleanup.dest.slot
      switch i32 %dest, label %no [ i32 0, label %on
                                    i32 1, label %out ]
    on:
      ret ptr %other
    out:
      %v = load ptr, ptr %p
      ret ptr %v
    no:
      unreachable })"),
            Words{});
}

TEST(Flow, ABranchOnNullNarrows) {
  EXPECT_EQ(seenIn(R"(define ptr @f(ptr %other) {
      %x = alloca i32
      %p = alloca ptr
      store ptr %x, ptr %p
      %v = load ptr, ptr %p
      %isnull = icmp eq ptr %v, null
      br i1 %isnull, label %a, label %b
    a:
      %w = load ptr, ptr %p
      ret ptr %w
    b:
      ret ptr %other })"),
            Words{});
}

TEST(Flow, RecursionEnds) {
  EXPECT_EQ(seenIn(R"(define ptr @f(ptr %p, i32 %n) {
      %x = alloca i32
      %q = call ptr @g(ptr %x, i32 %n)
      ret ptr %p }
    define ptr @g(ptr %p, i32 %n) {
      %q = call ptr @f(ptr %p, i32 %n)
      ret ptr %q })"),
            Words{});
}

TEST(Flow, AFieldOfAStructIsNotTheOther) {
  EXPECT_EQ(seenIn(R"(%s = type { ptr, ptr }
    define ptr @f(ptr %other) {
      %x = alloca i32
      %s = alloca %s
      %b = getelementptr %s, ptr %s, i32 0, i32 1
      store ptr %x, ptr %s
      store ptr %other, ptr %b
      %v = load ptr, ptr %b
      ret ptr %v })"),
            Words{});
}

//===--- The first look ---------------------------------------------------===//

TEST(FirstLook, WhatLivesOnIsFine) {
  EXPECT_FALSE(isSuspicious(R"(define ptr @f(ptr %p) {
      %x = alloca ptr
      call void @llvm.lifetime.start.p0(ptr %x)
      %same = call ptr @g(ptr %x, ptr %p)
      call void @llvm.lifetime.end.p0(ptr %x)
      ret ptr %same }
    define ptr @g(ptr %x, ptr %p) {
      store ptr %p, ptr %x
      ret ptr %p }
    declare void @llvm.lifetime.start.p0(ptr)
    declare void @llvm.lifetime.end.p0(ptr))"));
}

// Where a literal dies only debug information says.
TEST(FirstLook, LocalsWithoutMarkersAreLookedAtAgain) {
  auto Passes = [](const std::string &Name, const std::string &Before = "") {
    return isSuspicious("define void @f(i64 %argument) { " + Name +
                        " = alloca i64\n" + Before + "call void @use(ptr " +
                        Name + ")\n" +
                        R"(ret void }
    declare void @use(ptr)
    declare void @llvm.lifetime.start.p0(ptr))");
  };
  EXPECT_TRUE(Passes("%.compoundliteral"));
  EXPECT_TRUE(Passes("%x")); // a jump goes around it
  EXPECT_TRUE(Passes("%1")); // nobody knows
  EXPECT_FALSE(Passes("%s", "store i64 %argument, ptr %s\n")); // a parameter
  EXPECT_FALSE(Passes("%retval"));                             // the caller's
  EXPECT_FALSE(Passes("%agg.tmp"));
}

TEST(FirstLook, AHandlerThatCatchesAPointerIsLookedAtAgain) {
  auto Catches = [](const std::string &Clause) {
    return isSuspicious("@_ZTIPi = external constant ptr\n"
                        "@_ZTI1E = external constant ptr\n"
                        R"(define void @f() personality ptr @personality {
      invoke void @g() to label %done unwind label %pad
    pad:
      %p = landingpad { ptr, i32 } catch ptr )" +
                        Clause + R"(
      %e = extractvalue { ptr, i32 } %p, 0
      %b = call ptr @__cxa_begin_catch(ptr %e)
      call void @__cxa_end_catch()
      ret void
    done:
      ret void }
    declare void @g()
    declare i32 @personality(...)
    declare ptr @__cxa_begin_catch(ptr)
    declare void @__cxa_end_catch())");
  };
  EXPECT_TRUE(Catches("@_ZTIPi"));
  EXPECT_FALSE(Catches("@_ZTI1E"));
  EXPECT_FALSE(Catches("null"));
}

} // namespace
