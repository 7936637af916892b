#include "app/operations/coverage_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/operations/firm_counts.hpp"

namespace agglo {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// Calls visit(service's name, its sites, limit, counts) for all services and limits.
template <class Visit>
void for_each_service(const CoverageInput& in, Visit visit) {
  std::size_t i = 0;
  for (const auto& [name, sites] : in.places.by_service)
    for (std::size_t limit = 0; limit < in.limits.cost.size(); ++limit)
      visit(name, sites, limit, in.count[i++]);
}

std::vector<std::uint32_t> rows_of(const CoverageInput& in, std::span<const std::uint32_t> firms) {
  std::vector<std::uint32_t> rows;
  for (const std::uint32_t firm : firms) rows.push_back(in.places.row[firm]);
  return rows;
}

Layer table_layer(const CoverageInput& in, const char* suffix, const std::string& title, const char* kind,
                  Table&& table) {
  table.validate();
  return {
      in.step.step.name + suffix, title, Role::result, kind, std::make_shared<Table>(std::move(table)), {}};
}

constexpr const char* kServiceHelp = "Service, or kind of site where no service is named";

}  // namespace

Layer coverage_layer(const CoverageInput& in) {
  StringColumn service;
  std::vector<double> limit, demand, covered, share, redundancy, jobs_lo, jobs_hi;
  std::vector<std::int64_t> site_count, gaps, most;
  for_each_service(in, [&](const std::string& name, const std::vector<std::uint32_t>& sites, std::size_t k,
                           const std::vector<std::uint32_t>& count) {
    const Coverage c = coverage_of(count, in.places.demand);
    const Groups by_count = firms_by_count(count);
    const JobsSum jobs = known_jobs(in.places.chosen.firms, rows_of(in, by_count[0]));
    service.push_back(name);
    limit.push_back(in.limits.amount[k]);
    site_count.push_back(static_cast<std::int64_t>(sites.size()));
    demand.push_back(c.demand);
    covered.push_back(c.covered);
    share.push_back(c.coverage);
    redundancy.push_back(c.redundancy);
    most.push_back(static_cast<std::int64_t>(by_count.size()) - 1);
    gaps.push_back(static_cast<std::int64_t>(by_count[0].size()));
    jobs_lo.push_back(jobs.lo);
    jobs_hi.push_back(jobs.hi);
  });
  Table table;
  table.row_count = service.size();
  table.add("service", std::move(service), "", kServiceHelp);
  table.add("limit", std::move(limit), in.limits.unit(), "Included");
  table.add("sites", std::move(site_count), "", "Sites that offer the service");
  table.add("demand", std::move(demand), "", "Of all firms that could be served");
  table.add("covered", std::move(covered), "", "Of those that at least one site reaches");
  table.add("coverage", std::move(share), "", "covered / demand; missing without demand");
  table.add("redundancy", std::move(redundancy), "", "Sites beyond the first per unit of demand");
  table.add("most_sites", std::move(most), "", "Most sites that reach one firm");
  table.add("gap_firms", std::move(gaps), "", "Firms that no site reaches");
  table.add("gap_jobs_lo", std::move(jobs_lo), "", "Their jobs, lower ends of bands added up");
  table.add("gap_jobs_hi", std::move(jobs_hi), "", "Upper ends; missing when a band is open-ended");
  return table_layer(in, "", "Coverage by service", "coverage", std::move(table));
}

Layer coverage_count_layer(const CoverageInput& in) {
  FirmCounts counts;
  for_each_service(in, [&](const std::string& name, const std::vector<std::uint32_t>&, std::size_t k,
                           const std::vector<std::uint32_t>& count) {
    const Groups by_count = firms_by_count(count);
    for (std::size_t sites = 0; sites < by_count.size(); ++sites)
      if (sites == 0 || !by_count[sites].empty())
        counts.add(name, in.limits.amount[k], sites, in.places.chosen.firms, rows_of(in, by_count[sites]),
                   count.size());
  });
  return table_layer(in, "_counts", "Firms by number of sites within reach", "table",
                     counts.take("limit", in.limits.unit()));
}

Layer coverage_gap_layer(const CoverageInput& in, const ServiceChoice& choice) {
  const Table& firms = in.places.chosen.table;
  const StringColumn id = text_column(firms, "id"), name = text_column(firms, "name");
  StringColumn ids, names, services;
  std::vector<double> limit;
  std::vector<std::int64_t> missing;
  Table table;
  const std::size_t limits = in.limits.cost.size();
  for (std::size_t k = 0; k < limits; ++k)
    for (std::size_t firm = 0; firm < in.places.row.size(); ++firm) {
      std::string lacks;
      std::int64_t count = 0;
      std::size_t i = k;
      for (const auto& service : in.places.by_service) {
        if (in.count[i][firm] == 0 && ++count > 0) lacks += (lacks.empty() ? "" : "; ") + service.first;
        i += limits;
      }
      if (count == 0) continue;
      const std::uint32_t row = in.places.row[firm];
      ids.push_back(id[row]);
      names.push_back(name[row]);
      limit.push_back(in.limits.amount[k]);
      missing.push_back(count);
      services.push_back(lacks);
      table.shapes.add_row_of(firms.shapes, row);
    }
  table.row_count = missing.size();
  table.add("id", std::move(ids), "", "Identifier of the firm");
  table.add("name", std::move(names));
  table.add("limit", std::move(limit), in.limits.unit(), "Included");
  table.add("missing", std::move(missing), "", "Number of services that no site within the limit offers");
  table.add("services", std::move(services), "", "Their names");
  const std::string title =
      fmt::format("{} lacking {} within {}{}", choice.of.empty() ? "Firms" : "Places",
                  service_words(in.places), limit_words(choice, in.limits), in.places.chosen.qualifier);
  return table_layer(in, "_gaps", title, "gaps", std::move(table));
}

Layer coverage_pair_layer(const CoverageInput& in, RunControl& run) {
  std::vector<std::vector<std::uint32_t>> of(in.reach.sites());
  std::uint32_t number = 0;
  for (const auto& [name, sites] : in.places.by_service) {
    for (const std::uint32_t site : sites) of[site].push_back(number);
    ++number;
  }
  Groups services;
  for (const auto& rows : of) {
    services.items.insert(services.items.end(), rows.begin(), rows.end());
    services.start.push_back(services.items.size());
  }
  StringColumn site_a, site_b, id_a, id_b;
  std::vector<double> limit, firms_jaccard, services_jaccard, index;
  std::vector<std::int64_t> firms_a, firms_b, firms_both, services_both, services_either;
  for (std::size_t k = 0; k < in.limits.cost.size(); ++k) {
    auto pairs = duplications(in.reach, k, services, in.places.demand, run);
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const Duplication& a, const Duplication& b) { return a.index > b.index; });
    for (const Duplication& pair : pairs) {
      limit.push_back(in.limits.amount[k]);
      site_a.push_back(site_name(in.places.sites, pair.a));
      site_b.push_back(site_name(in.places.sites, pair.b));
      id_a.push_back(site_id(in.places.sites, pair.a));
      id_b.push_back(site_id(in.places.sites, pair.b));
      firms_a.push_back(static_cast<std::int64_t>(pair.firms_a));
      firms_b.push_back(static_cast<std::int64_t>(pair.firms_b));
      firms_both.push_back(static_cast<std::int64_t>(pair.firms_both));
      firms_jaccard.push_back(pair.firms_jaccard);
      services_both.push_back(pair.services_both);
      services_either.push_back(pair.services_either);
      services_jaccard.push_back(pair.services_jaccard);
      index.push_back(pair.index);
    }
  }
  Table table;
  table.row_count = limit.size();
  table.add("limit", std::move(limit), in.limits.unit(), "Included");
  table.add("site_a", std::move(site_a));
  table.add("site_b", std::move(site_b));
  table.add("site_a_id", std::move(id_a), "", kSiteIdHelp);
  table.add("site_b_id", std::move(id_b), "", kSiteIdHelp);
  table.add("firms_a", std::move(firms_a), "", "Firms with demand that site a reaches");
  table.add("firms_b", std::move(firms_b), "", "Firms with demand that site b reaches");
  table.add("firms_both", std::move(firms_both), "", "Firms with demand that both reach");
  table.add("firms_jaccard", std::move(firms_jaccard), "",
            "Firms that both reach / firms that either reaches");
  table.add("services_both", std::move(services_both), "", "Services that both offer");
  table.add("services_either", std::move(services_either), "", "Services that either offers");
  table.add("services_jaccard", std::move(services_jaccard), "",
            "Services that both offer / services that either offers");
  table.add("duplication", std::move(index), "", "firms_jaccard times services_jaccard: 1 = the same twice");
  return table_layer(in, "_pairs", "Sites that do the same", "duplication", std::move(table));
}

Layer coverage_added_layer(const CoverageInput& in) {
  StringColumn site, id, service, twin, twin_id;
  std::vector<double> limit, demand, overlap;
  std::vector<std::int64_t> firms, newly, both;
  const auto first_added = static_cast<std::uint32_t>(in.places.sites.first_added);
  for_each_service(in, [&](const std::string& name, const std::vector<std::uint32_t>& sites, std::size_t k,
                           const std::vector<std::uint32_t>&) {
    for (const AddedSite& row : added_sites(in.reach, k, sites, first_added, in.places.demand)) {
      site.push_back(site_name(in.places.sites, row.site));
      service.push_back(name);
      limit.push_back(in.limits.amount[k]);
      firms.push_back(static_cast<std::int64_t>(row.firms));
      newly.push_back(static_cast<std::int64_t>(row.newly_served));
      demand.push_back(row.newly_demand);
      both.push_back(static_cast<std::int64_t>(row.firms_twin));
      overlap.push_back(
          row.firms == 0 ? kMissing : static_cast<double>(row.firms_twin) / static_cast<double>(row.firms));
      const auto other = static_cast<std::size_t>(row.twin);
      id.push_back(site_id(in.places.sites, row.site));
      twin.push_back(row.twin < 0 ? std::string() : site_name(in.places.sites, other));
      twin_id.push_back(row.twin < 0 ? std::string() : site_id(in.places.sites, other));
    }
  });
  Table table;
  table.row_count = limit.size();
  table.add("added_site", std::move(site), "", "Site of --also, looked at by itself");
  table.add("added_site_id", std::move(id), "", kSiteIdHelp);
  table.add("service", std::move(service), "", kServiceHelp);
  table.add("limit", std::move(limit), in.limits.unit(), "Included");
  table.add("reached_firms", std::move(firms), "", "Firms with demand that it reaches");
  table.add("newly_served", std::move(newly), "", "Of these, firms that no site there before reaches");
  table.add("newly_served_demand", std::move(demand), "", "Their demand");
  table.add("overlap_firms", std::move(both), "", "Firms that it and overlaps_with both reach");
  table.add("overlap", std::move(overlap), "", "overlap_firms / reached_firms");
  table.add("overlaps_with", std::move(twin), "", "The site there before that reaches most of its firms");
  table.add("overlaps_with_id", std::move(twin_id), "", kSiteIdHelp);
  return table_layer(in, "_added", "What further sites add", "added_sites", std::move(table));
}

Layer coverage_supply_layer(const CoverageInput& in, double threshold) {
  StringColumn service, site, id, verdict, reason;
  std::vector<double> limit, capacity, demand, own, shared;
  for_each_service(in, [&](const std::string& name, const std::vector<std::uint32_t>& sites, std::size_t k,
                           const std::vector<std::uint32_t>&) {
    for (const SupplyBalance& row :
         supply_balance(in.reach, k, sites, in.places.sites.sites.capacity, in.places.demand, threshold)) {
      service.push_back(name);
      limit.push_back(in.limits.amount[k]);
      site.push_back(site_name(in.places.sites, row.site));
      id.push_back(site_id(in.places.sites, row.site));
      capacity.push_back(row.capacity);
      demand.push_back(row.demand);
      own.push_back(row.own);
      shared.push_back(row.shared);
      verdict.push_back(row.oversupplied         ? "oversupply"
                        : std::isnan(row.shared) ? ""
                        : row.lower_bound        ? "at least this"
                                                 : "no oversupply");
      reason.push_back(row.reason);
    }
  });
  Table table;
  table.row_count = limit.size();
  table.add("service", std::move(service), "", kServiceHelp);
  table.add("limit", std::move(limit), in.limits.unit(), "Included");
  table.add("site", std::move(site));
  table.add("site_id", std::move(id), "", kSiteIdHelp);
  table.add("capacity", std::move(capacity), "", "Missing when unknown");
  table.add("demand", std::move(demand), "", "Of the firms that the site reaches");
  table.add("own_ratio", std::move(own), "", "capacity / demand");
  table.add("shared_ratio", std::move(shared), "",
            "Capacity of all sites of the service that a unit of demand around the site has");
  table.add("verdict", std::move(verdict), "",
            "at least this: sites of unknown capacity reach the same firms");
  table.add("reason", std::move(reason), "", "Why own_ratio is missing");
  return table_layer(in, "_supply", "Supply against demand", "supply", std::move(table));
}

}  // namespace agglo
