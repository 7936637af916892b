// An array of plain values that are written before they are read.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

#include "core/large_pages.hpp"

namespace agglo {

/// Unlike std::vector it does not touch its memory, so pages come to life on the threads that fill them,
/// large ones where the system has them.
template <class T>
class LargeArray {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  LargeArray() = default;
  explicit LargeArray(std::size_t size) {
    if (size > 0) renew(size);
  }
  LargeArray(std::size_t size, const T& value) : LargeArray(size) {
    for (T& item : *this) item = value;
  }

  /// Takes another size, with kPadding readable values behind it so that vectors may be loaded anywhere.
  /// Memory that is large enough is kept; what the array held is lost when it is not.
  T* renew(std::size_t size) {
    const std::size_t wanted = size + kPadding;
    size_ = size;
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
  /// Forgets the items from `size` on; their memory stays.
  void shrink(std::size_t size) { size_ = size < size_ ? size : size_; }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  T* begin() { return data_.get(); }
  T* end() { return data_.get() + size_; }
  const T* begin() const { return data_.get(); }
  const T* end() const { return data_.get() + size_; }
  T& operator[](std::size_t i) { return data_.get()[i]; }
  const T& operator[](std::size_t i) const { return data_.get()[i]; }

 private:
  static constexpr std::size_t kPadding = 128;
  static constexpr std::size_t kLargePage = std::size_t{2} << 20;
  struct Free {
    void operator()(T* data) const { std::free(data); }
  };
  std::unique_ptr<T, Free> data_;
  std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace agglo
