// A run that is asked to stop ends within a small share of the stage it is in, at any moment.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

#include "agglo/activity_centres.hpp"
#include "agglo/boundaries.hpp"
#include "agglo/cluster_quality.hpp"
#include "agglo/optics.hpp"
#include "agglo/run_control.hpp"
#include "agglo/st_dbscan.hpp"
#include "agglo/tiled_dbscan.hpp"
#include "cluster/oracle.hpp"
#include "core/parallel.hpp"

namespace {

using agglo::PointView;
using agglo::RunControl;

/// Towns of all sizes and places between them.
oracle::Points towns(std::size_t n) {
  oracle::Points points;
  oracle::Random random(11);
  for (std::size_t i = 0; i < n; ++i) {
    const double town = static_cast<double>(random.below(40)), spread = 25 * (1 + town);
    points.add(town * 2500 + spread * (random.uniform(-1, 1) + random.uniform(-1, 1)),
               spread * (random.uniform(-1, 1) + random.uniform(-1, 1)));
  }
  return points;
}

/// A moment of a run. The share is -1 where the stage does not know its units.
struct Moment {
  std::string stage;
  double share = 0;
};

Moment now(const RunControl& run) {
  Moment moment{run.stage(), run.fraction()};
  if (run.stage() != moment.stage) moment = {run.stage(), -1};  // the stage ended in between
  return moment;
}

struct Stops {
  std::size_t met = 0;      ///< that came before the end of the run
  std::size_t went_on = 0;  ///< of these: more than three tenths of a stage was done after the stop
  /// One may have come just before a long block of work was counted.
  bool are_right() const { return met > 0 && went_on <= 1; }
};
std::ostream& operator<<(std::ostream& out, const Stops& stops) {
  return out << stops.went_on << " of " << stops.met << " stopped runs went on";
}

/// Stops work() at `moments` different moments, once. No clock decides what is right: a slow watcher sees
/// less of what is done after the stop, so it never fails a sound run.
Stops stops_once(const std::function<void(RunControl&)>& work, std::size_t moments) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  RunControl whole(1);
  work(whole);
  const auto took = Clock::now() - start;
  Stops stops;
  for (std::size_t i = 0; i < moments; ++i) {
    RunControl run(1);
    Moment asked;
    std::atomic<bool> has_ended{false};
    std::thread watcher([&] {
      const auto until = Clock::now() + took * (2 * i + 1) / (2 * moments);
      while (Clock::now() < until && !has_ended) std::this_thread::yield();
      run.request_stop();
      asked = now(run);
    });
    bool stopped = false;
    try {
      work(run);
    } catch (const agglo::Error& error) {
      stopped = error.kind == agglo::ErrorKind::cancelled;
    }
    const Moment ended = now(run);
    has_ended = true;
    watcher.join();
    if (!stopped) continue;  // asked too late
    ++stops.met;
    // Another stage began in the moment of asking; -1 where a stage does not know its units.
    const double after = ended.stage != asked.stage ? ended.share : ended.share - std::max(0.0, asked.share);
    if (after > 0.3) ++stops.went_on;
  }
  return stops;
}

/// The best of a few goes: where a busy machine delays the watcher differs from go to go, a loop that does
/// not look at the stop is there in each.
Stops stops_of(const std::function<void(RunControl&)>& work, std::size_t moments) {
  Stops stops = stops_once(work, moments);
  for (int go = 1; go < 5 && !stops.are_right(); ++go) stops = stops_once(work, moments);
  return stops;
}

bool is_right(const Stops& stops) {
  return stops.are_right();
}

constexpr std::size_t kPoints = 200000, kMoments = 16;

TEST(Cancel, dbscan_stops_in_every_stage) {
  const oracle::Points points = towns(kPoints);
  EXPECT_PRED1(is_right, stops_of(
                             [&](RunControl& run) {
                               agglo::dbscan(points.view(), {20, 10}, run);
                             },
                             kMoments));
}

TEST(Cancel, dbscan_of_weighted_points_in_one_row_of_cells_stops) {
  oracle::Points points = towns(kPoints);
  std::fill(points.y.begin(), points.y.end(), 0.0);
  points.weight.assign(kPoints, 0.3);
  EXPECT_PRED1(is_right, stops_of(
                             [&](RunControl& run) {
                               agglo::dbscan(points.view(), {20, 10}, run);
                             },
                             kMoments));
}

TEST(Cancel, sectors_on_one_thread_hear_of_it) {
  const oracle::Points points = towns(kPoints - 1);  // one sector, small enough for one thread
  const std::vector<std::int32_t> sector(kPoints - 1, 0);
  EXPECT_PRED1(is_right, stops_of(
                             [&](RunControl& run) {
                               agglo::dbscan_each_sector(points.view(), sector, {20, 10}, run);
                             },
                             kMoments));
  const oracle::Points fewer = towns(20000);
  EXPECT_PRED1(is_right, stops_of(
                             [&](RunControl& run) {
                               agglo::hdbscan_each_sector(fewer.view(), std::span(sector).first(20000), {},
                                                          run);
                             },
                             kMoments));
}

TEST(Cancel, tiles_stop) {
  const oracle::Points points = towns(kPoints);
  EXPECT_PRED1(
      is_right,
      stops_of(
          [&](RunControl& run) {
            agglo::dbscan_in_tiles(points.view(), {20, 10}, {.memory_bytes = 0, .tiles = 4}, {}, run);
          },
          kMoments));
}

TEST(Cancel, hdbscan_optics_and_st_dbscan_stop) {
  const oracle::Points points = towns(kPoints / 4);
  EXPECT_PRED1(is_right,
               stops_of([&](RunControl& run) { agglo::hdbscan(points.view(), {}, run); }, kMoments));
  EXPECT_PRED1(is_right, stops_of(
                             [&](RunControl& run) {
                               const auto order =
                                   agglo::optics(points.view(), {.max_eps_m = 20, .min_points = 10}, run);
                               agglo::optics_threshold(order, 20, run);
                               agglo::optics_xi(order, {}, run);
                             },
                             kMoments));
  EXPECT_PRED1(is_right, stops_of(
                             [&](RunControl& run) {
                               agglo::st_dbscan(points.view(), points.x,
                                                {.eps_m = 20, .eps_time = 5, .min_points = 10}, run);
                             },
                             kMoments));
}

TEST(Cancel, a_run_that_goes_on_is_found_out) {
  const auto pause = [] { std::this_thread::sleep_for(std::chrono::milliseconds(1)); };
  const Stops stops = stops_of(
      [pause](RunControl& run) {
        run.begin("deaf", 100);
        for (int unit = 0; unit < 100; ++unit) {
          for (int ms = 0; unit == 10 && ms < 40 && !run.stop_requested(); ++ms) pause();
          for (int ms = 0; unit == 10 && ms < 20; ++ms) pause();  // the watcher looks
          try {
            run.advance();
          } catch (const agglo::Error&) {  // goes on
          }
        }
        run.check();
      },
      5);
  EXPECT_FALSE(stops.are_right()) << stops;
}

TEST(Cancel, a_part_of_a_run_stops_with_the_whole_and_alone) {
  RunControl whole(3, 17);
  RunControl part(whole, 1), part_of_part(part, 1);
  EXPECT_EQ(part.threads, 1U);
  EXPECT_EQ(part_of_part.seed, 17U);
  part.begin("inside", 10);
  part.advance(5);
  EXPECT_EQ(part.fraction(), 0.5);
  EXPECT_EQ(whole.stage(), "");
  part_of_part.request_stop();
  EXPECT_FALSE(part.stop_requested());
  EXPECT_THROW(part_of_part.check(), agglo::Error);
  whole.request_stop();
  EXPECT_THROW(part.check(), agglo::Error);
  EXPECT_THROW(part.advance(), agglo::Error);
}

TEST(Cancel, pieces_end_where_it_was_asked) {
  RunControl run(1);
  std::size_t done = 0;
  const auto walk = [&] {
    agglo::in_pieces(3, 1000003, run, [&](std::size_t begin, std::size_t end) {
      done += end - begin;
      if (done > 300000) run.request_stop();
    });
  };
  EXPECT_THROW(walk(), agglo::Error);
  EXPECT_LE(done, 300000U + 65536U);
  RunControl all(1);
  std::size_t seen = 0;
  agglo::in_pieces(3, 1000003, all, [&](std::size_t begin, std::size_t end) { seen += end - begin; });
  EXPECT_EQ(seen, 1000000U);
}

TEST(Cancel, no_stage_is_more_than_done) {
  RunControl run(1);
  run.begin("twice", 4);
  run.advance(8);
  EXPECT_EQ(run.fraction(), 1.0);
}

}  // namespace
