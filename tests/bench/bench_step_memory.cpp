// Memory that steps on firms really take, beside the estimates of step_memory_bytes and
// boundary_memory_bytes:
//   bench_step_memory [FIRMS]
// Each runs in a process of its own on generated firms (seed 1) with an id, a name and one of 100 sectors, in
// a plane and around Earth-centred places. Exit code 1 when an estimate is below the peak, or above eight
// times the peak and 32 MB.
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "agglo/project.hpp"
#include "agglo/projection.hpp"
#include "app/step_memory.hpp"
#include "bench/generated_points.hpp"
#include "bench/peak_memory.hpp"

namespace {

using agglo::Dataset;
using agglo::OptionValues;
using agglo::RunControl;
using agglo::Step;

Dataset firms(std::size_t n, bool space) {
  const generated::Points points = generated::firms(n, 1, 1);
  auto table = std::make_shared<agglo::Table>();
  table->row_count = n;
  agglo::StringColumn id, name, sector;
  agglo::Days born;
  for (std::size_t i = 0; i < n; ++i) {
    id.push_back("F" + std::to_string(i));
    name.push_back("Firm number " + std::to_string(i * 7919 % n));
    sector.push_back("Sector " + std::to_string(i * 7919 % 100));
    born.values.push_back(static_cast<agglo::Day>(i % 10000));
    if (space)
      table->shapes.add_point(points.x_m[i] / 80000, points.y_m[i] / 111000);
    else
      table->shapes.add_point(points.x_m[i], points.y_m[i]);
  }
  table->add("id", std::move(id));
  table->add("name", std::move(name));
  table->add("sector", std::move(sector));
  table->add("born", std::move(born));
  Dataset data;
  data.frame = space ? agglo::Frame{agglo::FrameKind::geocentric, "", "Earth", 0}
                     : agglo::Frame{agglo::FrameKind::plane, "", "plane", 0};
  data.layers.push_back({"establishments", "Firms", agglo::Role::establishments, "", std::move(table), {}});
  return data;
}

/// The work beside its estimate; `more`: what the estimate of the boundaries adds.
bool compare(const Dataset& data, const char* what, const Step& step, std::uint64_t more) {
  RunControl run(1);  // threads do not outlive a fork
  const auto estimate = static_cast<double>(agglo::step_memory_bytes({data, step}, run) + more);
  const auto peak = static_cast<double>(bench::growth([&] {
    RunControl control(2);
    agglo::run_step(data, step, control);
  }));
  const auto n = static_cast<double>(data.layers[0].table->row_count);
  const bool good = peak > 0 && estimate >= peak && estimate <= 8 * peak + 0x1p25;
  std::printf("%-10s %-26s %8.1f MB, %6.1f bytes a firm; estimate %8.1f MB, %.2f x%s\n",
              step.operation.c_str(), what, peak / 1e6, peak / n, estimate / 1e6, estimate / peak,
              good ? "" : "  WRONG");
  std::fflush(stdout);
  return good;
}

OptionValues with(OptionValues options, const char* key, agglo::OptionValue value) {
  options[key] = std::move(value);
  return options;
}

bool compare_all(const Dataset& data, const char* where) {
  const std::uint64_t n = data.layers[0].table->row_count;
  const std::uint64_t few = agglo::boundary_memory_bytes(n, n / 50),
                      many = agglo::boundary_memory_bytes(n, n);
  const OptionValues usual{{"eps_m", 500.0}, {"min_points", 20.0}},
      alone{{"eps_m", 0.5}, {"min_points", 1.0}};
  const std::string sector = "sector";
  const bool plane = data.frame.kind == agglo::FrameKind::plane;
  bool good = true;
  const auto one = [&](const char* operation, const OptionValues& options, std::uint64_t more,
                       const char* what = "") {
    good &= compare(data, (std::string(where) + " " + what).c_str(), {operation, operation, "", options, 0},
                    more);
  };
  one("dbscan", usual, few);
  one("dbscan", with(usual, "each", sector), few, "each sector");
  one("dbscan", alone, many, "alone");
  one("dbscan", with(alone, "boundary", std::string("buffer")), many, "alone, buffer");
  one("hdbscan", {}, few);
  one("neighbours", {}, 0);
  one("parameters", {{"eps_m", std::vector<double>{300, 500}}}, 0);
  one("stability", with(usual, "resamples", 2.0), few);
  if (!plane) return good;
  one("centres", {{"bandwidth_m", 200.0}}, 0);
  one("optics", {{"max_eps_m", 100.0}, {"eps_m", 100.0}}, few);
  return good;
}

bool judge(Dataset data) {
  RunControl run(1);
  const agglo::Outcome clusters =
      agglo::run_step(data, {"dbscan", "dbscan", "", {{"eps_m", 30.0}, {"min_points", 20.0}}, 0}, run);
  for (const agglo::Layer& layer : clusters.layers) data.layers.push_back(layer);
  return compare(data, "", {"validity", "validity", "", {{"most_places", 1e6}}, 0}, 0);
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t n = 200000;
  if (argc > 1) std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), n);
  bool good = compare_all(firms(n, false), "plane");
  good &= compare_all(firms(n, true), "space");
  good &= judge(firms(n, false));
  return good ? 0 : 1;
}
