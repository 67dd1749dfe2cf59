//===- LspCommand.cpp - framewalk lsp -------------------------------------===//

#include "Commands.h"

#include "Lsp/RunServer.h"

using namespace framewalk;

int framewalk::runLsp(const Options &O) {
  return runLanguageServer({.Log = O.Log,
                            .BuildFolder = O.BuildFolder,
                            .Version = FRAMEWALK_VERSION});
}
