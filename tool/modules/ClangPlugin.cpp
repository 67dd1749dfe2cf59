//===- ClangPlugin.cpp - framewalk-clang.so -------------------------------===//
//
// clang -fplugin=.../framewalk-clang.so -fplugin-arg-framewalk-report=DIR
//
//===----------------------------------------------------------------------===//

#include "Plugin/Actions.h"

using framewalk::plugin::ReaderAction;
using framewalk::plugin::ReporterAction;
using Registry = clang::FrontendPluginRegistry;

// In this order. The first one's name is that of the arguments.
static const Registry::Add<ReaderAction>
    ReaderRegistered("framewalk", "stack frames, and what outlives them");
static const Registry::Add<ReporterAction>
    ReporterRegistered("framewalk-report", "says what framewalk has found");
