// dbscan --labels-only: points in, labels out, also on several ranks.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "agglo/error.hpp"
#include "agglo/label_points.hpp"
#include "agglo/store.hpp"
#include "cli/command_line.hpp"

namespace agglo::cli {
namespace {

namespace fs = std::filesystem;

struct LabelWords {
  LabelRequest request;
  CommonOptions common;
};

LabelWords parse(const std::vector<std::string>& arguments) {
  LabelWords words;
  std::string input, map;
  bool labels_only = false;
  CLI::App app;
  app.set_help_flag();
  app.add_option("input", input)->required();
  app.add_flag("--labels-only", labels_only);
  app.add_option("-o,--output", words.common.output)->required();
  app.add_option("--eps-m", words.request.dbscan.eps_m)->required();
  app.add_option("--min-points", words.request.dbscan.min_points)->required();
  app.add_option("--weight", words.request.points.weight);
  app.add_option("--map", map);
  app.add_option("--crs", words.request.points.crs);
  app.add_option("--layer", words.request.points.layer);
  app.add_option("--memory-gib", words.common.memory_gib);
  app.add_option("--tiles", words.request.tiles)->check(CLI::Range(1, 65536));
  app.add_option("--threads", words.common.threads)->check(CLI::Range(0, 1024));
  app.add_flag("--json", words.common.json);
  app.add_flag("--quiet", words.common.quiet);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    throw usage_error(fmt::format("dbscan --labels-only: {}", error.what()),
                      "see: agglo dbscan --labels-only --help");
  }
  words.request.file = input;
  words.request.output = words.common.output;
  words.request.points.fields = parse_field_map(map);
  if (words.request.points.weight == "firms") words.request.points.weight.clear();
  words.request.memory_bytes = memory_limit_bytes(words.common);
  return words;
}

/// A result never takes the place of its input or of a project, and is always text.
void check_files(const LabelRequest& request) {
  std::error_code ignored;
  if (request.output.extension() != ".csv")
    throw usage_error(fmt::format("-o names \"{}\", but labels are written as .csv", request.output.string()),
                      "give a name that ends in .csv");
  if (fs::equivalent(request.file, request.output, ignored))
    throw usage_error(fmt::format("-o names \"{}\", which is also read", request.output.string()),
                      "choose another name for the result");
}

void print_json(const LabelSummary& found, const LabelRequest& request, const Ranks& ranks) {
  const nlohmann::ordered_json object{{"operation", "dbscan"},
                                      {"counts",
                                       {{"rows", found.rows},
                                        {"clusters", found.clusters},
                                        {"core", found.core},
                                        {"border", found.border},
                                        {"noise", found.noise},
                                        {"unlocated", found.unlocated}}},
                                      {"notes", found.notes},
                                      {"distances", found.frame},
                                      {"ranks", ranks.size},
                                      {"tiles", found.tiles},
                                      {"rounds", found.rounds},
                                      {"points_copied_into_halos", found.copied_points},
                                      {"points_of_largest_tile", found.largest_tile},
                                      {"mb_exchanged", static_cast<double>(found.exchanged_bytes) / 1e6},
                                      {"coordinates_on_disk", found.on_disk},
                                      {"timings",
                                       {{"read_s", found.read_s},
                                        {"compute_s", found.compute_s},
                                        {"write_s", found.write_s},
                                        {"peak_mb", peak_memory_mb()}}},
                                      {"written", {request.output.string()}}};
  fmt::print("{}\n", object.dump(1));
}

}  // namespace

int labels_command(const std::vector<std::string>& arguments, const Ranks& ranks) {
  LabelWords words = parse(arguments);
  check_files(words.request);
  if (words.common.threads == 0 && ranks.on_this_machine > 1)
    words.common.threads = std::max(1U, std::thread::hardware_concurrency() / ranks.on_this_machine);
  RunControl control(words.common.threads, 0);
  LabelSummary found;
  {
    const ProgressLine progress(control, words.common.quiet || words.common.json || ranks.rank > 0);
    found = label_points(words.request, ranks, control);
  }
  if (ranks.rank > 0) return 0;
  if (words.common.json) {
    print_json(found, words.request, ranks);
    return 0;
  }
  if (words.common.quiet) return 0;
  fmt::print("{} points: {} clusters, {} core, {} border, {} noise, {} without a place\n", found.rows,
             found.clusters, found.core, found.border, found.noise, found.unlocated);
  for (const std::string& note : found.notes) fmt::print(stderr, "note: {}\n", note);
  if (found.tiles > 1)
    fmt::print(stderr, "{} tiles in {} rounds on {} ranks; {} points lie in halos too\n", found.tiles,
               found.rounds, ranks.size, found.copied_points);
  fmt::print(stderr, "read {:.1f} s, clustered {:.1f} s, wrote {:.1f} s; distances in {}\n", found.read_s,
             found.compute_s, found.write_s, found.frame);
  fmt::print(stderr, "written: {}\n", words.request.output.string());
  return 0;
}

int labels_help() {
  fmt::print("{}", R"(Density clusters of very many points (DBSCAN), labels only

Usage: agglo dbscan FILE --labels-only --eps-m M --min-points N -o LABELS.csv [options]
       mpirun -n RANKS agglo dbscan FILE --labels-only ...        (agglo built with AGGLO_MPI=ON)

Reads coordinates alone and writes one line per row: row (from 1), cluster (from 0, -1 for none), role (core,
border, noise, unlocated). The labels are those of agglo dbscan. Points that do not fit into memory are clustered
tile by tile.

FILE is delimited text (.csv .tsv .txt), a file of points that GDAL reads (.gpkg .fgb .shp ...), or raw
little-endian float64 pairs x, y in metres (.f64).

Options:
  --eps-m M                   Radius of the neighbourhood, metres
  --min-points N              Least weight within the radius, the point itself included
  --weight COLUMN             What a point counts (default: each 1)
  --map FIELD=COLUMN,...      Columns of the coordinates: lon=...,lat=... or x=...,y=...
  --crs CRS, --layer L        As in agglo import
  --memory-gib G              Memory that each rank may use (default: nine tenths of what is free)
  --tiles N                   Cluster in at least N tiles (default: as few as fit)
  --threads N                 Threads of each rank (default: all, shared among the ranks of a machine)
  --json                      Print one JSON object with counts, notes and timings
  --quiet                     Print errors only

Example:
  agglo dbscan europe.csv --labels-only --eps-m 500 --min-points 20 -o labels.csv

More: docs/scale.md
)");
  return 0;
}

}  // namespace agglo::cli
