//===- DiagnosticFindings.h - clang's warnings with the frame's facts -----===//
#pragma once

#include "Frontend/SourceFacts.h"
#include "Model/TranslationUnitReport.h"

#include <vector>

namespace framewalk {

/// The findings among clang's own diagnostics (-Wreturn-stack-address and the
/// -Wdangling family), each with the variable's slot and with what is known of
/// the next owner of its bytes. \p Functions may lack some of \p Facts'
/// functions: such findings have no slot.
std::vector<Finding>
diagnosticFindings(const SourceFacts &Facts,
                   const std::vector<FunctionReport> &Functions);

} // namespace framewalk
