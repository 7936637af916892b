// Memory for millions of numbers: not initialised, on large pages where the system has them, kept for reuse.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

#include "core/large_pages.hpp"

namespace agglo {

template <class T>
class LargeArray {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  /// Room for n values and kPadding readable ones behind them, so that vectors may be loaded at any value.
  /// What the array held is lost when it grows.
  T* reserve(std::size_t n) {
    const std::size_t wanted = n + kPadding;
    if (wanted <= capacity_) return data_.get();
    data_.reset();
    capacity_ = 0;
    const std::size_t bytes = wanted * sizeof(T);
    const std::size_t alignment = bytes > kLargePage ? kLargePage : std::size_t{64};
    const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
    data_.reset(static_cast<T*>(std::aligned_alloc(alignment, rounded)));
    if (!data_) throw std::bad_alloc();
    prefer_large_pages(data_.get(), rounded);
    capacity_ = wanted;
    return data_.get();
  }
  void release() {
    data_.reset();
    capacity_ = 0;
  }
  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  T& operator[](std::size_t i) { return data_.get()[i]; }
  const T& operator[](std::size_t i) const { return data_.get()[i]; }

 private:
  static constexpr std::size_t kPadding = 128;
  static constexpr std::size_t kLargePage = std::size_t{2} << 20;
  struct Free {
    void operator()(T* data) const { std::free(data); }
  };
  std::unique_ptr<T, Free> data_;
  std::size_t capacity_ = 0;
};

}  // namespace agglo
