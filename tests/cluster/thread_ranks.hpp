// Ranks that are threads of this process, for tests.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "agglo/ranks.hpp"

/// Runs work(ranks) on `size` threads whose exchanges meet. When one throws, all others throw at their next
/// exchange; what went wrong first comes out.
class ThreadRanks {
 public:
  static void run(unsigned size, const std::function<void(const agglo::Ranks&)>& work) {
    ThreadRanks shared(size);
    std::vector<std::thread> threads;
    for (unsigned rank = 0; rank < size; ++rank)
      threads.emplace_back([&, rank] {
        try {
          work({rank, size, size, [&shared, rank](std::vector<agglo::Words> to) {
                  return shared.exchange(rank, std::move(to));
                }});
        } catch (...) {
          shared.fail(std::current_exception());
        }
      });
    for (std::thread& thread : threads) thread.join();
    if (shared.failed_) std::rethrow_exception(shared.failed_);
  }

 private:
  explicit ThreadRanks(unsigned size) : size_(size), box_(size) {}

  std::vector<agglo::Words> exchange(unsigned rank, std::vector<agglo::Words> to) {
    std::unique_lock lock(mutex_);
    box_[rank] = std::move(to);
    wait_for_all(lock);
    std::vector<agglo::Words> came;
    for (unsigned from = 0; from < size_; ++from) came.push_back(std::move(box_[from][rank]));
    wait_for_all(lock);
    return came;
  }
  void wait_for_all(std::unique_lock<std::mutex>& lock) {
    const unsigned turn = turn_;
    if (++arrived_ == size_) {
      arrived_ = 0;
      ++turn_;
      all_here_.notify_all();
    }
    all_here_.wait(lock, [&] { return turn_ != turn || failed_; });
    if (failed_) throw std::runtime_error("another rank has failed");
  }
  void fail(std::exception_ptr exception) {
    const std::lock_guard lock(mutex_);
    if (!failed_) failed_ = std::move(exception);
    all_here_.notify_all();
  }

  const unsigned size_;
  std::vector<std::vector<agglo::Words>> box_;
  std::mutex mutex_;
  std::condition_variable all_here_;
  unsigned arrived_ = 0, turn_ = 0;
  std::exception_ptr failed_;
};
