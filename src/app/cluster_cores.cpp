#include "app/cluster_cores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"
#include "app/basemap.hpp"
#include "app/roles.hpp"

namespace agglo {
namespace {

void clip(const ClusterLayersInput& input, const Shapes& area, const std::string& name,
          ClusterBoundaries& boundaries, Outcome& outcome, RunControl& run) {
  const ClippedShapes clipped = clip_boundaries(boundaries, area, input.firms.frame, run);
  if (!clipped.cut.empty())
    outcome.notes.push_back(
        fmt::format("{} of {} boundaries were cut at the edge of {}; their members outside it still count.",
                    clipped.cut.size(), boundaries.stored.size(), name));
  if (!clipped.outside.empty())
    outcome.notes.push_back(
        fmt::format("{} of {} boundaries lie wholly outside {} and were left whole (the first: cluster {}).",
                    clipped.outside.size(), boundaries.stored.size(), name, clipped.outside.front()));
}

const Shapes& polygons_of(const Dataset& data, const std::string& name) {
  const Layer* layer = data.find(name);
  std::string areas;
  for (const Layer& other : data.layers)
    if (other.role == Role::regions || other.role == Role::zones)
      areas += (areas.empty() ? "" : ", ") + other.name;
  const std::string hint = areas.empty()
                               ? "import regions or zones first, or give --zones FILE with --clip-area zones"
                               : "the layers of areas are: " + areas;
  if (!layer || !layer->table)
    throw usage_error(fmt::format("--clip-area names \"{}\", which is no layer", name), hint);
  const auto& kinds = layer->table->shapes.kind;
  if (std::find(kinds.begin(), kinds.end(), ShapeKind::polygon) == kinds.end())
    throw usage_error(fmt::format("--clip-area names \"{}\", which holds no areas", name), hint);
  return layer->table->shapes;
}

Groups core_members(const Groups& members, const Clusters& clusters) {
  Groups core;
  for (std::size_t g = 0; g < members.size(); ++g) {
    for (const std::uint32_t row : members[g])
      if (clusters.role[row] == PointRole::core) core.items.push_back(row);
    core.start.push_back(core.items.size());
  }
  return core;
}

}  // namespace

void clip_as_asked(const ClusterLayersInput& input, ClusterBoundaries& boundaries, Outcome& outcome,
                   RunControl& run) {
  const ClusterBoundaryOptions& options = input.boundary;
  if (options.clip_land) {
    if (input.firms.frame.kind == FrameKind::plane)
      throw usage_error("--clip-land needs places on the Earth, and these are metres on a plane",
                        "give an area of the same plane with --clip-area");
    clip(input, basemap_land(run), "the land of the base map, whose coast is generalised,", boundaries,
         outcome, run);
  }
  if (!options.clip_area.empty())
    clip(input, polygons_of(input.data, options.clip_area), fmt::format("\"{}\"", options.clip_area),
         boundaries, outcome, run);
}

Layer core_layer(const ClusterLayersInput& input, const Groups& members, const Table& clusters,
                 Outcome& outcome, RunControl& run) {
  const bool dense = input.boundary.core == CoreKind::dense;
  BoundaryOptions options = input.boundary.shape;
  if (dense) {
    options.kind = BoundaryKind::density;
    options.share = input.boundary.core_share;
  }
  const Groups around = dense ? members : core_members(members, input.clusters);
  if (!dense && around == members && members.size() > 0)
    outcome.notes.push_back(
        "All members have the role core, so the cores are the boundaries; --core dense draws the densest "
        "part "
        "of them.");
  const Shapes drawn = cluster_boundaries(input.firms, around, options, run).stored;
  auto table = std::make_shared<Table>();
  table->row_count = members.size();
  table->shapes = inside_rows(drawn, clusters.shapes, run);
  const auto empty = std::count(table->shapes.kind.begin(), table->shapes.kind.end(), ShapeKind::none);
  if (empty > 0)
    outcome.notes.push_back(
        fmt::format("{} of {} clusters have no core on the map: none of it lies inside their boundary.",
                    empty, members.size()));
  std::vector<std::int64_t> cluster, firms;
  std::vector<double> area_km2;
  const std::vector<double> areas = areas_m2(table->shapes, input.firms.frame);
  for (std::size_t g = 0; g < members.size(); ++g) {
    const auto n = static_cast<double>(around[g].size());
    cluster.push_back(static_cast<std::int64_t>(g));
    firms.push_back(static_cast<std::int64_t>(dense ? std::ceil(options.share * n) : n));
    area_km2.push_back(areas[g] / 1e6);
  }
  table->add("cluster", std::move(cluster), "", "Number of the cluster, from 0");
  table->add("label", text_column(clusters, "label"), "", "Name of the cluster");
  table->add(
      "core_firms", std::move(firms), "",
      dense ? "Members that the contour holds at least" : "Members of role core, around which it is drawn");
  table->add("core_area_km2", std::move(area_km2), "km2", "Area of the core on the ellipsoid");
  table->validate();
  return {input.name + "_core", input.title + ": cores", Role::result, "cluster_cores", table, {}};
}

}  // namespace agglo
