// Large pages of memory, where the system has them.
#pragma once

#ifdef __linux__
#include <sys/mman.h>
#endif

#include <cstddef>
#include <memory>

namespace agglo {

/// Asks the system for large pages in [data, data + bytes), before they are touched: the first touch of small
/// pages would cost as much as sorting what lies on them.
inline void prefer_large_pages([[maybe_unused]] void* data, [[maybe_unused]] std::size_t bytes) {
#ifdef __linux__
  constexpr std::size_t kPage = 4096;
  void* first = data;
  std::size_t space = bytes;
  if (bytes > (std::size_t{4} << 20) && std::align(kPage, kPage, first, space))
    madvise(first, space / kPage * kPage, MADV_HUGEPAGE);
#endif
}

}  // namespace agglo
