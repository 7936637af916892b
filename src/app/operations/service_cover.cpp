#include "app/operations/service_cover.hpp"

#include <cmath>
#include <map>
#include <set>

#include "agglo/catchments.hpp"
#include "agglo/projection.hpp"
#include "app/cluster_shapes.hpp"
#include "app/operations/firm_counts.hpp"
#include "app/operations/service_costs.hpp"
#include "app/roles.hpp"

namespace agglo {
namespace {

/// A plane for overlays: the frame's own, or an equal-area one for data too wide for it (areas stay true;
/// distances are not measured in it).
Frame overlay_frame(const Frame& frame, const Shapes& shapes) {
  return frame.kind == FrameKind::geocentric ? display_frame(frame, shapes.box()) : frame;
}

struct CoverColumns {
  StringColumn service;
  std::vector<double> limit, area_km2;
  std::vector<std::int64_t> sites;
  Shapes shapes;
};
struct OverlapColumns {
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;  ///< each once, whatever the limit or service
  StringColumn service, site_a, site_b;
  std::vector<double> limit, area_km2, area_share, jaccard;
  std::vector<std::int64_t> firms_both;
};

/// Firms and jobs by the number of sites of the service within the radius.
void add_service_rows(const ServiceCoverInput& input, const std::string& service,
                      const std::vector<std::uint32_t>& rows, std::size_t r, FirmCounts& counts) {
  std::vector<std::uint32_t> cover(input.firms.size(), 0);
  for (const std::uint32_t s : rows)
    for (const std::uint32_t firm : input.firms_of[s * input.limits.amount.size() + r]) ++cover[firm];
  std::map<std::uint32_t, std::vector<std::uint32_t>> firms_by_count{{0, {}}};
  std::size_t located = 0;
  for (std::uint32_t firm = 0; firm < cover.size(); ++firm) {
    if (!input.firms.located(firm)) continue;
    ++located;
    firms_by_count[cover[firm]].push_back(firm);
  }
  for (const auto& [count, firms] : firms_by_count)
    counts.add(service, input.limits.amount[r], count, input.firms, firms, located);
}

void add_overlap_rows(const ServiceCoverInput& input, const std::string& service,
                      const std::vector<std::uint32_t>& rows, std::size_t r, const Shapes& areas_m,
                      OverlapColumns& out, RunControl& run) {
  Groups firms;
  for (const std::uint32_t s : rows) {
    const auto group = input.firms_of[s * input.limits.amount.size() + r];
    firms.items.insert(firms.items.end(), group.begin(), group.end());
    firms.start.push_back(firms.items.size());
  }
  for (const Overlap& pair : overlaps(areas_m, firms, run)) {
    out.pairs.emplace(rows[pair.a], rows[pair.b]);
    out.service.push_back(service);
    out.site_a.push_back(input.sites.name[rows[pair.a]]);
    out.site_b.push_back(input.sites.name[rows[pair.b]]);
    out.limit.push_back(input.limits.amount[r]);
    out.area_km2.push_back(pair.area_m2 / 1e6);
    out.area_share.push_back(pair.area_share);
    out.firms_both.push_back(static_cast<std::int64_t>(pair.firms_both));
    out.jaccard.push_back(pair.firms_jaccard);
  }
}

Layer cover_layer(CoverColumns&& c, const ReachLimits& limits, const std::string& name) {
  auto table = std::make_shared<Table>();
  table->row_count = c.sites.size();
  table->add("service", std::move(c.service), "", "Service, or kind of site where no service is named");
  table->add(limits.column, std::move(c.limit), limits.unit);
  table->add("sites", std::move(c.sites), "", "Sites that serve the area");
  table->add("area_km2", std::move(c.area_km2), "km2");
  table->shapes = std::move(c.shapes);
  table->validate();
  return {name + "_cover", "Number of sites that serve a place", Role::result, "cover", table, {}};
}

Layer overlap_layer(OverlapColumns&& c, const ReachLimits& limits, const std::string& name) {
  auto table = std::make_shared<Table>();
  table->row_count = c.firms_both.size();
  table->add("service", std::move(c.service), "", "Service, or kind of site where no service is named");
  table->add(limits.column, std::move(c.limit), limits.unit);
  table->add("site_a", std::move(c.site_a));
  table->add("site_b", std::move(c.site_b));
  table->add("area_km2", std::move(c.area_km2), "km2", "Area that both serve");
  table->add("area_share", std::move(c.area_share), "", "Share of the smaller area");
  table->add("firms_both", std::move(c.firms_both), "", "Firms that both serve");
  table->add("firms_jaccard", std::move(c.jaccard), "", "Firms that both serve / firms that either serves");
  return {name + "_overlaps", "Overlap of each pair of sites", Role::result, "overlaps", table, {}};
}

/// The part of the study area that no site of the cover serves is added by the caller as count 0.
void add_cover_rows(const std::string& service, double limit, CoverMap map, const Shapes& study_area_m,
                    const Frame& plane, const Frame& frame, CoverColumns& out, RunControl& run) {
  if (!study_area_m.empty()) map = clipped_cover(map, study_area_m, run);
  const Shapes shapes = stored_from_metres(std::move(map.shapes), plane);
  const std::vector<double> areas = areas_m2(shapes, frame);
  for (std::size_t row = 0; row < shapes.size(); ++row) {
    out.service.push_back(service);
    out.limit.push_back(limit);
    out.sites.push_back(map.cover[row]);
    out.area_km2.push_back(areas[row] / 1e6);
    out.shapes.add_row_of(shapes, row);
  }
}

}  // namespace

Shapes merged_geographic(const Shapes& shapes, const Frame& frame) {
  const Frame plane = overlay_frame(frame, shapes);
  return stored_from_metres(merged(shapes_in_metres(shapes, plane)), plane);
}

void add_service_cover(const ServiceCoverInput& input, Outcome& outcome, RunControl& run) {
  const Frame plane = overlay_frame(input.firms.frame, input.areas);
  const Shapes areas_m = shapes_in_metres(input.areas, plane);
  Shapes study_area_m;
  if (const Layer* regions = input.data.last(Role::regions); regions && !regions->table->shapes.empty())
    study_area_m = merged(shapes_in_metres(regions->table->shapes, plane));
  CoverColumns cover;
  FirmCounts counts;
  OverlapColumns overlap_columns;
  const auto by_service = sites_by_service(input.sites);
  for (const auto& [service, rows] : by_service)
    for (std::size_t r = 0; r < input.limits.amount.size(); ++r) {
      Shapes of_service;
      for (const std::uint32_t s : rows) of_service.add_row_of(areas_m, s * input.limits.amount.size() + r);
      CoverMap map = input.cover ? input.cover(rows, r) : cover_map(of_service, run);
      if (input.cover) map.shapes = shapes_in_metres(map.shapes, plane);
      add_cover_rows(service, input.limits.amount[r], std::move(map), study_area_m, plane, input.firms.frame,
                     cover, run);
      add_service_rows(input, service, rows, r, counts);
      add_overlap_rows(input, service, rows, r, of_service, overlap_columns, run);
    }
  outcome.counts.emplace_back("services", static_cast<double>(by_service.size()));
  outcome.counts.emplace_back("overlapping_pairs", static_cast<double>(overlap_columns.pairs.size()));
  outcome.layers.push_back(cover_layer(std::move(cover), input.limits, input.name));
  outcome.layers.push_back({input.name + "_service",
                            "Firms by number of sites that serve them",
                            Role::result,
                            "table",
                            std::make_shared<Table>(counts.take(input.limits.column, input.limits.unit)),
                            {}});
  outcome.layers.push_back(overlap_layer(std::move(overlap_columns), input.limits, input.name));
  if (study_area_m.empty())
    outcome.notes.push_back(
        "No study area (regions) is imported, so unserved areas are not drawn; unserved firms are counted.");
}

}  // namespace agglo
