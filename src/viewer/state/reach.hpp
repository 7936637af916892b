// Reach: keeps the catchment by road true to the place, the minutes and the project.
#pragma once

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// True when the project has what it takes: a network, firms, and a layer of sites.
bool can_show_reach(const State& state);
/// Names of the layers of a role that have places, in the project's order.
std::vector<std::string> reach_layers(const State& state, Role role);
/// Names of the layers that can be planned sites: infrastructure of points with kinds and services.
std::vector<std::string> planned_layers(const State& state);
/// True for the layers whose places are sites here.
bool is_reach_layer(const State& state, const std::string& layer);
/// A site by its row, those of the planned ones after the others: its name, or what it is.
std::string reach_site_name(const State& state, std::size_t row);
/// Rows of the sites of the kinds chosen, whether they count or were left out.
std::vector<std::uint32_t> reach_sites(const State& state);
/// Title of a layer as the window shows it; its name when it is not on the map.
std::string reach_title(const State& state, const std::string& layer);
/// Of the place shown: the site's name, or that of the what-if site.
std::string reach_place_name(const State& state);
/// What a what-if site is where nobody says so: a name that is free, the first kind it is compared with, and
/// what half of the sites of that kind offer. The kind is empty when none or all are chosen.
Candidate usual_candidate(const State& state);
/// What was said about it, else the usual.
Candidate candidate_of(const State& state);
/// The answer for what is asked now; null while it is made.
const ReachAnswer* reach_answer(const State& state);

/// Called after every action: prepares roads, and asks for the newest place once the one before is answered.
void refresh_reach(State& state, Jobs& jobs);
/// Of a job that ended in an error.
void forget_reach_job(State& state, std::uint64_t job, const Error& error);
/// The place on trial as a row of the layer of planned sites. Error{usage} when there is no what-if site, its
/// kind is not known or its capacity is no number.
Layer layer_with_candidate(const State& state);
/// What follows on a layer that was stored for a what-if site: that site is shown, and counts from now on.
void take_planned_sites(State& state, const std::string& layer);

}  // namespace agglo::viewer
