// Vectors of millions of equal values.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "agglo/run_control.hpp"
#include "core/large_pages.hpp"

namespace agglo {

/// n values on large pages, made in pieces between which the run may be cancelled: the first touch of new
/// memory takes as long as a pass over it. What the vector held is lost.
template <class Value>
void fill(std::vector<Value>& values, std::size_t n, Value value, const RunControl& run) {
  constexpr std::size_t kPiece = std::size_t{1} << 22;
  values.clear();
  if (values.capacity() < n) {
    values.reserve(n);
    prefer_large_pages(values.data(), n * sizeof(Value));
  }
  while (values.size() < n) {
    run.check();
    values.resize(std::min(n, values.size() + kPiece), value);
  }
}

}  // namespace agglo
