#include "app/operations/catchment_tables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "agglo/indicators.hpp"
#include "app/cluster_shapes.hpp"
#include "app/operations/step_checks.hpp"

namespace agglo {
namespace {

/// For each area: clusters of the last cluster result with at least half of their firms inside.
std::vector<std::int64_t> clusters_served(const Dataset& data, const Groups& firms_of) {
  std::vector<std::int64_t> served(firms_of.size(), kMissingInteger);
  const Layer* layer = data.last_result("cluster_firms");
  const Column* column = layer && layer->table ? layer->table->find("cluster") : nullptr;
  // Of a clustering of other firms nothing is known.
  if (!column || !same_rows(*layer->table, *data.last(Role::establishments)->table)) return served;
  std::vector<std::int64_t> cluster(layer->table->row_count, -1);
  std::int64_t last = -1;
  for (std::size_t row = 0; row < cluster.size(); ++row)
    if (const double number = column->number(row); number >= 0) {
      cluster[row] = static_cast<std::int64_t>(number);
      last = std::max(last, cluster[row]);
    }
  std::vector<std::uint32_t> size(static_cast<std::size_t>(last + 1), 0), inside(size);
  for (const std::int64_t c : cluster)
    if (c >= 0) ++size[static_cast<std::size_t>(c)];
  for (std::size_t g = 0; g < firms_of.size(); ++g) {
    std::fill(inside.begin(), inside.end(), 0);
    for (const std::uint32_t row : firms_of[g])
      if (cluster[row] >= 0) ++inside[static_cast<std::size_t>(cluster[row])];
    served[g] = 0;
    for (std::size_t c = 0; c < size.size(); ++c)
      served[g] += 2 * inside[c] >= size[c] && inside[c] > 0 ? 1 : 0;
  }
  return served;
}

/// Columns firms, jobs_lo, jobs_hi and clusters of groups of firms.
void add_served(Table& table, const Establishments& firms, const Groups& firms_of, const Dataset& data) {
  std::vector<std::int64_t> firm_count;
  std::vector<double> jobs_lo, jobs_hi;
  for (std::size_t g = 0; g < firms_of.size(); ++g) {
    const JobsSum jobs = sum_jobs(firms, firms_of[g]);
    firm_count.push_back(static_cast<std::int64_t>(firms_of[g].size()));
    jobs_lo.push_back(jobs.lo);
    jobs_hi.push_back(std::isinf(jobs.hi) ? std::numeric_limits<double>::quiet_NaN() : jobs.hi);
  }
  table.add("firms", std::move(firm_count), "", "Firms inside, edge included");
  table.add("jobs_lo", std::move(jobs_lo), "", "Their jobs, lower ends of bands added up");
  table.add("jobs_hi", std::move(jobs_hi), "", "Upper ends; missing when a band is open-ended");
  table.add("clusters", clusters_served(data, firms_of), "",
            "Clusters with at least half of their firms inside");
}

void add_areas(Table& table, Shapes shapes, const Frame& frame) {
  std::vector<double> area_km2;
  for (const double area : areas_m2(shapes, frame)) area_km2.push_back(area / 1e6);
  table.add("area_km2", std::move(area_km2), "km2", "Area on the ellipsoid");
  table.shapes = std::move(shapes);
  table.validate();
}

/// Columns that name the site of each area.
void add_sites(Table& table, const CatchmentAreas& c) {
  StringColumn id, name, kind;
  std::vector<std::int64_t> row, added;
  for (std::size_t g = 0; g < table.row_count; ++g) {
    const std::size_t s = g / c.limits.amount.size();
    row.push_back(c.chosen.row[s]);
    added.push_back(s < c.chosen.first_added ? 0 : 1);
    id.push_back(c.chosen.sites.id[s]);
    name.push_back(c.chosen.sites.name[s]);
    kind.push_back(c.chosen.sites.kind[s]);
  }
  table.add("site", std::move(row), "", "Row of the site in its layer, from 0");
  table.add("site_id", std::move(id), "", "Its identifier there");
  table.add("site_name", std::move(name));
  table.add("site_kind", std::move(kind));
  if (c.chosen.first_added < c.chosen.sites.size())
    table.add("added", std::move(added), "", "1: a site of --also, and site is its row there");
}

}  // namespace

Table catchment_table(const CatchmentAreas& c, Shapes shapes) {
  Table table;
  table.row_count = c.firms_of.size();
  add_sites(table, c);
  std::vector<double> limit;
  for (std::size_t g = 0; g < table.row_count; ++g)
    limit.push_back(c.limits.amount[g % c.limits.amount.size()]);
  table.add(c.limits.column, std::move(limit), c.limits.unit, "Limit; missing where there is none");
  add_served(table, c.firms, c.firms_of, c.data);
  add_areas(table, std::move(shapes), c.firms.frame);
  return table;
}

Table joined_table(const CatchmentAreas& c, Shapes shapes) {
  Groups any;
  const std::size_t limits = c.limits.amount.size();
  for (std::size_t r = 0; r < limits; ++r) {
    std::vector<bool> is_in(c.firms.size(), false);
    for (std::size_t s = 0; s < c.chosen.sites.size(); ++s)
      for (const std::uint32_t row : c.firms_of[s * limits + r]) is_in[row] = true;
    for (std::uint32_t row = 0; row < is_in.size(); ++row)
      if (is_in[row]) any.items.push_back(row);
    any.start.push_back(any.items.size());
  }
  Table table;
  table.row_count = limits;
  table.add(c.limits.column, c.limits.amount, c.limits.unit, "Limit of the areas joined");
  add_served(table, c.firms, any, c.data);
  add_areas(table, std::move(shapes), c.firms.frame);
  return table;
}

Layer catchment_layer(const StepInput& input, std::string title, Table table) {
  return {input.step.name,
          std::move(title),
          Role::result,
          "catchments",
          std::make_shared<Table>(std::move(table)),
          {}};
}

}  // namespace agglo
