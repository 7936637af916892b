// How large a large test set is.
#pragma once

#include <cstddef>

/// All n in a normal build; a tenth under sanitizers (AGGLO_TEST_PART), which take ten times as long.
constexpr std::size_t set_size(std::size_t n) {
  return n / AGGLO_TEST_PART;
}
