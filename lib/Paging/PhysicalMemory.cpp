//===- PhysicalMemory.cpp - Sparse simulated memory -----------------------===//

#include "Paging/PhysicalMemory.h"

namespace framewalk {

const PhysicalMemory::Frame *PhysicalMemory::findHigh(uint64_t Number) const {
  auto It = High.find(Number);
  return It == High.end() ? nullptr : It->second.get();
}

PhysicalMemory::Frame &PhysicalMemory::touch(PhysicalAddress A) {
  uint64_t Number = A.Value / FrameSize;
  if (Number < LowFrames && Number >= Low.size())
    Low.resize(Number + 1);
  std::unique_ptr<Frame> &Place =
      Number < LowFrames ? Low[Number] : High[Number];
  if (!Place) {
    Place = std::make_unique<Frame>();
    Place->Number = Number;
  }
  if (!Place->IsWritten) {
    Place->IsWritten = true;
    Written.push_back(Place.get());
  }
  return *Place;
}

void PhysicalMemory::write32(PhysicalAddress A, uint32_t Value) {
  uint64_t &Word = touch(A).Words[wordOf(A)];
  unsigned Shift = A.Value % 8 * 8;
  Word = (Word & ~(uint64_t(0xffffffff) << Shift)) | uint64_t(Value) << Shift;
}

void PhysicalMemory::zeroFrame(PhysicalAddress A) {
  if (find(A))
    touch(A).Words.fill(0);
}

void PhysicalMemory::clear() {
  for (Frame *F : Written) {
    F->Words.fill(0);
    F->IsWritten = false;
  }
  Written.clear();
}

} // namespace framewalk
