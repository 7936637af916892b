// Project trial: site trials on the layers of a project.
#pragma once

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
  double largest_minutes = 120;
  double access_m = 1000, access_kmh = 5;
};

/// Immutable; use from any thread.
struct ProjectTrial {
  ProjectTrialOptions options;
  bool is_plane = false;  ///< places are metres, else longitude and latitude
  Institutions sites;     ///< all rows of the layer
  std::unique_ptr<const SiteTrial> trial;
};

/// Joins all firms of the register and all sites to the roads. Error{usage} for a layer that is not there,
/// Error{failure} when no firm is near a road.
ProjectTrial make_project_trial(const Dataset& data, const ProjectTrialOptions& options, RunControl& run);

/// Different kinds of the sites of a layer, in alphabetical order; none when they have no column `kind`.
std::vector<std::string> kinds_of_sites(const Table& sites);
/// Rows of the sites of a kind; empty = all.
std::vector<std::uint32_t> sites_of_kind(const Institutions& sites, const std::string& kind);
/// Minutes as a limit of a trial.
RoadCost trial_limit(double minutes);

/// The layer of sites with one more row at a place in its coordinates: a layer of institutions that no step
/// made, named "planned_sites". Columns other than id, name and kind are missing in that row. Error{usage}
/// for a layer without places.
Layer layer_with_site(const Layer& sites, double x, double y, const std::string& name,
                      const std::string& kind);

}  // namespace agglo
