// Objects whose memory is worth keeping, lent to one task at a time.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace agglo {

template <class T>
class IdlePool {
 public:
  std::unique_ptr<T> take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return std::make_unique<T>();
    auto object = std::move(idle_.back());
    idle_.pop_back();
    return object;
  }
  void give_back(std::unique_ptr<T> object) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(object));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> idle_;
};

}  // namespace agglo
