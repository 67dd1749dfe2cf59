//===- MemoryTable.h - A process's memory as pmap -x prints it ------------===//
#pragma once

#include "Model/ProgramMemory.h"
#include "Simulation/AddressSpace.h"

#include <vector>

namespace framewalk {

/// The areas with what the kernel knows of them; Contents are empty.
std::vector<MemoryArea> tabulate(const AddressSpace &Space);

} // namespace framewalk
