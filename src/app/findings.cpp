#include <fmt/format.h>

#include <cmath>
#include <map>
#include <optional>

#include "agglo/report.hpp"
#include "app/roles.hpp"

namespace agglo {
namespace {

std::string thousands(double value) {
  std::string digits = fmt::format("{:.0f}", value);
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

std::string jobs_text(double lo, double hi) {
  if (std::isnan(lo)) return "jobs not known";
  if (std::isnan(hi)) return "at least " + thousands(lo) + " jobs";
  return lo == hi ? thousands(lo) + " jobs" : thousands(lo) + " to " + thousands(hi) + " jobs";
}

std::optional<Finding> unserved_cluster(const Dataset& data, double reach_km) {
  const Layer* layer = data.last_result("clusters");
  const Column* distance = layer ? layer->table->find("nearest_institution_km") : nullptr;
  if (!distance) return std::nullopt;
  const Table& table = *layer->table;
  std::size_t best = table.row_count, unserved = 0;
  for (std::size_t row = 0; row < table.row_count; ++row) {
    if (!(distance->number(row) > reach_km)) continue;
    ++unserved;
    if (best == table.row_count || table.at("firms").number(row) > table.at("firms").number(best)) best = row;
  }
  if (best == table.row_count)
    return Finding{
        "Every cluster has an institution nearby",
        fmt::format("All {} clusters have an institution within {} km.", table.row_count, reach_km),
        layer->name};
  return Finding{
      fmt::format("A strong cluster without support: {}", table.at("label").text(best)),
      fmt::format(
          "{} firms ({}) cluster here, and the nearest institution, {}, is {:.1f} km away. {} of {} clusters "
          "have none within {} km.",
          thousands(table.at("firms").number(best)),
          jobs_text(table.at("jobs_lo").number(best), table.at("jobs_hi").number(best)),
          table.at("nearest_institution").text(best), distance->number(best), unserved, table.row_count,
          reach_km),
      layer->name};
}

struct ServiceSum {
  double crowded = 0, unserved = 0, all = 0;
};

std::optional<Finding> crowded_service(const Dataset& data) {
  const Layer* layer = nullptr;
  for (const Layer& candidate : data.layers)
    if (candidate.kind == "table" && candidate.table && candidate.table->find("service") &&
        candidate.table->find("sites") && candidate.table->find("radius_km"))
      layer = &candidate;
  if (!layer) return std::nullopt;
  const Table& table = *layer->table;
  // The smallest limit: neighbours who do the same job.
  const Column* limit = nullptr;
  for (const char* name : {"radius_km", "road_km", "minutes", "limit"})
    if (!limit) limit = table.find(name);
  if (!limit) return std::nullopt;
  double smallest = std::numeric_limits<double>::infinity();
  for (std::size_t row = 0; row < table.row_count; ++row) smallest = std::min(smallest, limit->number(row));
  std::map<std::string, ServiceSum> services;
  for (std::size_t row = 0; row < table.row_count; ++row) {
    if (limit->number(row) != smallest) continue;
    ServiceSum& sum = services[table.at("service").text(row)];
    const double firms = table.at("firms").number(row), sites = table.at("sites").number(row);
    sum.all += firms;
    if (sites >= 3) sum.crowded += firms;
    if (sites == 0) sum.unserved += firms;
  }
  const auto* top = static_cast<const std::pair<const std::string, ServiceSum>*>(nullptr);
  for (const auto& entry : services)
    if (entry.second.crowded > (top ? top->second.crowded : 0)) top = &entry;
  if (!top)
    return Finding{
        "No service overlaps three times",
        fmt::format("No firm has three or more sites of one service within {} {}.", smallest, limit->unit),
        layer->name};
  return Finding{
      fmt::format("Overlap here, gaps there: {}", top->first),
      fmt::format("Within {} {}, {} firms can choose among three or more places that offer {}, while {} "
                  "firms ({:.0f} %) have none.",
                  smallest, limit->unit, thousands(top->second.crowded), top->first,
                  thousands(top->second.unserved), 100 * top->second.unserved / top->second.all),
      layer->name};
}

std::optional<Finding> cut_off_zone(const Dataset& data) {
  const Layer* layer = data.last_result("zone_profile");
  if (!layer) return std::nullopt;
  const Table& table = *layer->table;
  const Column& overlap = table.at("sector_overlap");
  // EPZs first: whether they are cut off is what the papers ask about them.
  std::size_t best = table.row_count;
  bool best_is_epz = false;
  for (std::size_t row = 0; row < table.row_count; ++row) {
    if (std::isnan(overlap.number(row)) || table.at("firms_inside").number(row) < 10) continue;
    const bool is_epz = table.at("kind").text(row) == "epz";
    if (best == table.row_count || (is_epz && !best_is_epz) ||
        (is_epz == best_is_epz && overlap.number(row) < overlap.number(best))) {
      best = row;
      best_is_epz = is_epz;
    }
  }
  if (best == table.row_count) return std::nullopt;
  const double share = 100 * overlap.number(best);
  return Finding{fmt::format("{} {}", table.at("name").text(best),
                             share < 33   ? "is unlike its neighbours"
                             : share < 67 ? "is partly like its neighbours"
                                          : "is like its neighbours"),
                 fmt::format("It holds {} firms; the mix of sectors inside overlaps by {:.0f} % with that of "
                             "the firms in the rings "
                             "around it (100 % = the same mix). That measures likeness, not trade: purchases "
                             "would be needed for "
                             "links.",
                             thousands(table.at("firms_inside").number(best)), share),
                 layer->name};
}

}  // namespace

std::vector<Finding> findings(const Dataset& data, double reach_km) {
  std::vector<Finding> found;
  for (auto& finding : {unserved_cluster(data, reach_km), crowded_service(data), cut_off_zone(data)})
    if (finding) found.push_back(*finding);
  return found;
}

}  // namespace agglo
