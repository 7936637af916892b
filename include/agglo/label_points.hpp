// Labels of very many points: a file of coordinates in, one line per row out, no tables in between.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "agglo/clustering.hpp"
#include "agglo/point_file.hpp"
#include "agglo/ranks.hpp"

namespace agglo {

struct LabelRequest {
  std::filesystem::path file, output;
  PointFileOptions points;
  DbscanOptions dbscan;            ///< eps in metres on the Earth, also where the frame is geocentric
  std::uint64_t memory_bytes = 0;  ///< each rank may use; 0 = nine tenths of what the machine has to spare
  unsigned tiles = 1;              ///< at least
};

/// Over all ranks, the same on each, but for seconds, which are this rank's.
struct LabelSummary {
  std::uint64_t rows = 0, core = 0, border = 0, noise = 0, unlocated = 0;
  std::int32_t clusters = 0;
  std::uint64_t tiles = 0, rounds = 0, copied_points = 0, largest_tile = 0, exchanged_bytes = 0;
  bool on_disk = false;  ///< the coordinates did not fit into memory
  std::string frame;     ///< for people
  std::vector<std::string> notes;
  double read_s = 0, compute_s = 0, write_s = 0;
};

/// Reads the points, clusters them (in tiles when they do not fit, or over several ranks) and writes
/// write_labels' file. The labels are those of dbscan() on the metres of an import of the same file. Refuses
/// with Error{failure} before reading when the rows' labels alone do not fit, and before clustering when no
/// tile does. Collective: all ranks call it with the same request.
LabelSummary label_points(const LabelRequest& request, const Ranks& ranks, RunControl& run);

}  // namespace agglo
