// Reach: keeps the catchment by road true to the place, the minutes and the project.
#pragma once

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// True when the project has what it takes: a network, firms, and a layer of sites.
bool can_show_reach(const State& state);
/// Names of the layers of a role that have places, in the project's order.
std::vector<std::string> reach_layers(const State& state, Role role);
/// Title of a layer as the window shows it; its name when it is not on the map.
std::string reach_title(const State& state, const std::string& layer);
/// Of the place shown: the site's name, or that of the what-if site.
std::string reach_place_name(const State& state);
/// The name that a what-if site gets when nobody gives it one.
std::string usual_candidate_name(const State& state);
/// The answer for what is asked now; null while it is made.
const ReachAnswer* reach_answer(const State& state);

/// Called after every action: prepares roads, and asks for the newest place once the one before is answered.
void refresh_reach(State& state, Jobs& jobs);
/// Of a job that ended in an error.
void forget_reach_job(State& state, std::uint64_t job, const Error& error);
/// The place on trial as a row of the layer of sites. Error{usage} when there is no what-if site.
Layer layer_with_candidate(const State& state);
/// What follows on a layer that was stored for a what-if site: it is shown in place of the one before.
void take_planned_sites(State& state, const std::string& layer);

}  // namespace agglo::viewer
