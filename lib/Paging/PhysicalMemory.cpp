//===- PhysicalMemory.cpp - Sparse simulated memory -----------------------===//

#include "Paging/PhysicalMemory.h"

namespace framewalk {

const PhysicalMemory::Frame *PhysicalMemory::findHigh(uint64_t Number) const {
  auto It = High.find(Number);
  return It == High.end() ? nullptr : It->second;
}

PhysicalMemory::Frame &PhysicalMemory::touch(PhysicalAddress A) {
  uint64_t Number = A.Value / FrameSize;
  if (Number < LowFrames && Number >= LowCount) {
    Low.resize(Number + 1);
    LowTable = Low.data();
    LowCount = Low.size();
  }
  Frame *&Place = Number < LowFrames ? Low[Number] : High[Number];
  if (!Place) {
    Storage.push_back(std::make_unique<Frame>());
    Place = Storage.back().get();
    Place->Number = Number;
  }
  if (!Place->IsWritten) {
    Place->IsWritten = true;
    Written.push_back(Place);
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
