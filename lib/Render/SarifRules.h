//===- SarifRules.h - What framewalk can find, for SARIF ------------------===//
#pragma once

#include "llvm/Support/JSON.h"

namespace framewalk {

/// Writes rules() as a list of reportingDescriptor objects (SARIF 2.1.0, 3.49),
/// with the properties that GitHub's code scanning sorts by.
void writeSarifRules(llvm::json::OStream &J);

} // namespace framewalk
