// Project trial: site trials on the layers of a project.
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "agglo/dataset.hpp"
#include "agglo/places.hpp"
#include "agglo/site_trial.hpp"

namespace agglo {

/// Layers by name, and how places join the roads; as in the step `catchments` along roads.
struct ProjectTrialOptions {
  std::string network;  ///< empty = the last network
  std::string sites = "institutions";
  std::string also;  ///< further sites, such as planned ones; empty = none
  double largest_minutes = 120;
  double access_m = 1000, access_kmh = 5;
};

/// Immutable; use from any thread.
struct ProjectTrial {
  ProjectTrialOptions options;
  bool is_plane = false;  ///< places are metres, else longitude and latitude
  Institutions sites;     ///< all rows of the layer, then those of `also`
  std::unique_ptr<const SiteTrial> trial;
};

/// Joins all firms of the register and all sites to the roads. Error{usage} for a layer that is not there,
/// Error{failure} when no firm is near a road.
ProjectTrial make_project_trial(const Dataset& data, const ProjectTrialOptions& options, RunControl& run);

/// Different kinds of the sites of a layer, in alphabetical order; none when they have no column `kind`.
std::vector<std::string> kinds_of_sites(const Table& sites);
/// Rows of the sites of these kinds, separated by ';'; empty = all.
std::vector<std::uint32_t> sites_of_kinds(const Institutions& sites, const std::string& kinds);
/// The services, separated by ';', that at least half of the sites of a kind offer, in alphabetical order.
std::string usual_services(const Table& sites, const std::string& kind);
/// Minutes as a limit of a trial.
RoadCost trial_limit(double minutes);

struct PlannedSite {
  double x = 0, y = 0;  ///< longitude and latitude, or metres on a plane
  std::string name, kind, services;
  double capacity = std::numeric_limits<double>::quiet_NaN();  ///< NaN: not known
};
inline constexpr const char* kPlannedSites = "planned_sites";

/// The layer kPlannedSites with one more row: infrastructure that no step made, with the columns of sites,
/// for steps that count further sites (`also`). `before`: the layer so far, or null. Error{usage} when the
/// data have another layer of that name.
Layer layer_with_planned(const Layer* before, const PlannedSite& site);

}  // namespace agglo
