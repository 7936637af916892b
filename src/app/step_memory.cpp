#include "app/step_memory.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agglo/clustering_memory.hpp"
#include "agglo/error.hpp"
#include "agglo/memory.hpp"
#include "agglo/point_file.hpp"
#include "agglo/projection.hpp"

namespace agglo {
namespace {

/// A firm as analyses read it, twice (all, and the chosen ones), and its row in the result, but for texts.
constexpr std::uint64_t kFirmBytes = 320;
constexpr std::uint64_t kGatheredBytes = 60;  // a firm among those of its sector
constexpr std::uint64_t kTallyBytes = 220;    // stability: four tallies, and the firms of one run

/// Everything that an estimate is made from.
struct Work {
  const Operation& operation;
  const StepInput& input;
  std::uint64_t rows;
  unsigned axes;
  RunControl& run;

  const OptionValue& option(const char* key) const {
    if (const auto set = input.step.options.find(key); set != input.step.options.end()) return set->second;
    return std::find_if(operation.options.begin(), operation.options.end(),
                        [&](const OptionField& field) { return field.key == key; })
        ->default_value;
  }
  std::uint64_t of(ClusterMethod method) const { return clustering_memory_bytes(method, rows, axes, true); }
};

/// Places all over the box of the firms, as far apart as they are: enough to tell the way of DBSCAN.
ClusterMethod way_of(const Work& work, double eps_m) {
  constexpr int kSteps = 8;
  const Box box = work.input.data.last(Role::establishments)->table->shapes.box();
  if (box.empty()) return ClusterMethod::dbscan;
  std::vector<double> x, y, x_m, y_m, z_m;
  for (int i = 0; i <= kSteps; ++i)
    for (int j = 0; j <= kSteps; ++j) {
      x.push_back(box.min_x + box.width() * i / kSteps);
      y.push_back(box.min_y + box.height() * j / kSteps);
    }
  place_in_frame(work.input.data.frame, x, y, x_m, y_m, z_m);
  return dbscan_way({x_m, y_m, z_m}, eps_m, work.run);
}

/// The least of a number or of a list of numbers; 0 for what the operation will refuse.
double least_of(const OptionValue& value) {
  if (const auto* one = std::get_if<double>(&value)) return *one;
  const auto* several = std::get_if<std::vector<double>>(&value);
  return several && !several->empty() ? *std::min_element(several->begin(), several->end()) : 0;
}

std::uint64_t dbscan_bytes(const Work& work) {
  const double eps_m = least_of(work.option("eps_m"));
  return eps_m > 0 ? work.of(way_of(work, eps_m)) : 0;
}

std::uint64_t stability_bytes(const Work& work) {
  const double eps_m = least_of(work.option("eps_m")) * std::min(1.0, least_of(work.option("eps_factors")));
  return (eps_m > 0 ? work.of(way_of(work, eps_m)) : 0) + work.rows * kTallyBytes;
}

std::uint64_t parameters_bytes(const Work& work) {
  const auto* least = std::get_if<std::vector<double>>(&work.option("min_points"));
  const std::uint64_t columns = least ? least->size() : 1;  // labels that are kept to compare with
  return dbscan_bytes(work) + work.rows * 4 * (columns + 2) + work.of(ClusterMethod::density_validity);
}

template <ClusterMethod method>
std::uint64_t bytes_of(const Work& work) {
  return work.of(method);
}

struct Estimate {
  const char* operation;
  std::uint64_t (*bytes)(const Work& work);
  const char* advice;
};
constexpr const char* kLabelsOnly =
    "choose a smaller area, or use agglo dbscan FILE --labels-only, which reads "
    "coordinates alone and works in tiles";
constexpr const char* kLess = "or choose a smaller area or fewer sectors";
constexpr Estimate kEstimates[] = {{"dbscan", dbscan_bytes, kLabelsOnly},
                                   {"hdbscan", bytes_of<ClusterMethod::hdbscan>, kLabelsOnly},
                                   {"optics", bytes_of<ClusterMethod::optics>, kLabelsOnly},
                                   {"st_dbscan", bytes_of<ClusterMethod::st_dbscan>, kLess},
                                   {"centres", bytes_of<ClusterMethod::activity_centres>, kLess},
                                   {"neighbours", bytes_of<ClusterMethod::neighbour_distances>, kLess},
                                   {"parameters", parameters_bytes,
                                    "choose a smaller area, or try pairs one by one "
                                    "with agglo dbscan FILE --labels-only, which works in tiles"},
                                   {"stability", stability_bytes, kLess},
                                   {"validity", bytes_of<ClusterMethod::density_validity>, kLess}};

const Estimate* estimate_of(const std::string& operation) {
  const auto* found = std::find_if(std::begin(kEstimates), std::end(kEstimates),
                                   [&](const Estimate& e) { return e.operation == operation; });
  return found == std::end(kEstimates) ? nullptr : found;
}

/// Texts of the columns that firms and results copy.
std::uint64_t text_bytes(const Table& table) {
  std::uint64_t bytes = 0;
  for (const Column& column : table.columns)
    if (const auto* texts = std::get_if<StringColumn>(&column.values)) bytes += texts->byte_count();
  return bytes;
}

}  // namespace

std::uint64_t step_memory_bytes(const StepInput& input, RunControl& run) {
  const Estimate* estimate = estimate_of(input.step.operation);
  const Layer* firms = input.data.last(Role::establishments);
  if (!estimate || !firms || !firms->table) return 0;
  const Work work{operation(input.step.operation), input, firms->table->row_count,
                  input.data.frame.kind == FrameKind::geocentric ? 3U : 2U, run};
  const auto each = input.step.options.find("each");
  const bool gathered = each != input.step.options.end() && each->second == OptionValue("sector");
  return estimate->bytes(work) + work.rows * (kFirmBytes + (gathered ? kGatheredBytes : 0)) +
         3 * text_bytes(*firms->table);
}

void require_step_memory(const StepInput& input, RunControl& run) {
  const Estimate* estimate = estimate_of(input.step.operation);
  if (!estimate) return;
  const Layer* firms = input.data.last(Role::establishments);
  require_memory(step_memory_bytes(input, run), run,
                 fmt::format("{} of {} firms", input.step.operation, firms ? firms->table->row_count : 0),
                 estimate->advice);
}

void require_reading_memory(const std::filesystem::path& file, RunControl& run) {
  constexpr std::uint64_t kRowBytes = 320;  // of a file of coordinates alone; its texts are kept too
  const std::filesystem::path extension = file.extension();
  if (extension != ".csv" && extension != ".tsv" && extension != ".txt") return;
  std::error_code unknown;
  const std::uint64_t bytes = std::filesystem::file_size(file, unknown);
  PointFileSize size;
  try {
    size = point_file_size(file, {});
  } catch (const Error&) {
    return;  // the import says what is wrong with the file, or can read it
  }
  if (unknown || size.rows == 0) return;
  require_memory(size.rows * kRowBytes + 2 * bytes, run,
                 fmt::format("reading about {} rows of {}", size.rows, file.filename().string()),
                 "read a part of the file, or use agglo dbscan FILE --labels-only, "
                 "which reads coordinates alone and works in tiles");
}

std::uint64_t boundary_memory_bytes(std::uint64_t firms, std::uint64_t clusters) {
  return 250 * firms + 2500 * clusters;
}

void require_boundary_memory(const Clusters& clusters, RunControl& run) {
  const auto members = static_cast<std::uint64_t>(
      std::count_if(clusters.label.begin(), clusters.label.end(), [](auto label) { return label >= 0; }));
  const auto count = static_cast<std::uint64_t>(clusters.count);
  require_memory(boundary_memory_bytes(members, count), run,
                 fmt::format("boundaries of {} clusters of {} firms", count, members),
                 "look for fewer and larger clusters (more min-points), choose a smaller area, or use agglo "
                 "dbscan FILE --labels-only, which draws none");
}

}  // namespace agglo
