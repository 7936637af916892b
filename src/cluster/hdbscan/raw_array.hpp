// An array of plain values that are written before they are read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>

#include "core/large_pages.hpp"

#include "cluster/large_array.hpp"

namespace agglo::density {

/// Unlike std::vector it does not touch its memory, so pages come to life on the threads that fill them.
/// Unlike LargeArray it has a size and gives its memory back when it is replaced.
template <class T>
class RawArray {
  static_assert(std::is_trivially_copyable_v<T>);
  static constexpr std::size_t kHugePage = std::size_t{1} << 21;

 public:
  RawArray() = default;
  explicit RawArray(std::size_t size) : size_(size) {
    std::size_t bytes = size * sizeof(T);
    const std::size_t alignment = bytes < 2 * kHugePage ? 64 : kHugePage;
    bytes = (bytes + alignment - 1) / alignment * alignment;
    if (bytes == 0) return;
    items_.reset(static_cast<T*>(::operator new (bytes, std::align_val_t{alignment})));
    items_.get_deleter().alignment = alignment;
    prefer_large_pages(items_.get(), bytes);
  }
  RawArray(std::size_t size, const T& value) : RawArray(size) {
    for (T& item : *this) item = value;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* data() { return items_.get(); }
  const T* data() const { return items_.get(); }
  T* begin() { return items_.get(); }
  T* end() { return items_.get() + size_; }
  const T* begin() const { return items_.get(); }
  const T* end() const { return items_.get() + size_; }
  T& operator[](std::size_t i) { return items_[i]; }
  const T& operator[](std::size_t i) const { return items_[i]; }
  /// Forgets the items from `size` on; their memory stays.
  void shrink(std::size_t size) { size_ = size < size_ ? size : size_; }

 private:
  struct Free {
    std::size_t alignment = 64;
    void operator()(T* items) const { ::operator delete (items, std::align_val_t{alignment}); }
  };
  std::unique_ptr<T[], Free> items_;
  std::size_t size_ = 0;
};

}  // namespace agglo::density
