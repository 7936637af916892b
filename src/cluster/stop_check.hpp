// A look at whether the run was asked to stop, now and then from inside long loops.
#pragma once

#include <cstdint>

#include "agglo/run_control.hpp"

namespace agglo {

/// Call it in every turn of a loop or comparison of a sort: each 32,768th call throws Error{cancelled} when
/// the run was asked to stop.
class StopCheck {
 public:
  explicit StopCheck(const RunControl& run) : run_(run) {}
  void operator()() {
    if ((++calls_ & 0x7FFFU) == 0) run_.check();
  }

 private:
  const RunControl& run_;
  std::uint32_t calls_ = 0;
};

}  // namespace agglo
