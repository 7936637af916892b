// Roads as files have them: OpenStreetMap extracts and line layers, with what a mode makes of them.
#pragma once

#include <filesystem>

#include "agglo/import.hpp"
#include "agglo/roads.hpp"

namespace agglo {

struct RoadSource {
  RoadWays ways;
  bool is_planar = false;  ///< the lines are in metres on a plane, else longitude/latitude
  ImportReport report;     ///< rows: the roads of the file
};

/// Reads the roads that a mode can travel. `speeds`: its speed profile, a TOML file as in
/// data/profiles/roads. OpenStreetMap (.osm.pbf, .osm, .osm.gz, .osm.bz2) by its tags, any other file that
/// import_file reads as lines with the fields id, name, kind, speed (km/h), minutes or seconds, the same with
/// _backward, and oneway. `options.role` must be network. Throws Error for a file that cannot be read, holds
/// no road that the mode can use, or (text, geometry without CRS) leaves open where its lines are, and for a
/// wrong profile. Cost: one pass over the ways and one over the nodes.
RoadSource read_roads(const std::filesystem::path& file, const ImportOptions& options,
                      const std::filesystem::path& speeds, RunControl& run);

}  // namespace agglo
