// Find: searching names in slices short enough for one frame each.
#pragma once

#include "agglo/run_control.hpp"
#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// The layers worth searching: those of the base map with names, and all others but firms that are shown as
/// members of clusters anyway. Without indexes.
std::vector<NamedLayer> layers_with_names(const State& state);
/// Indexes their names; those of tables that `known` has are taken over. For the worker.
std::shared_ptr<const NameDirectory> collect_names(std::shared_ptr<const MapData> map,
                                                   std::vector<NamedLayer> layers, const NameDirectory* known,
                                                   RunControl& run);
/// Asks for the names of the present map while the box is open, and lets go of old ones.
void refresh_names(State& state, Jobs& jobs);
/// Starts the search for find.text anew.
void start_search(State& state);
/// One slice of the search.
void continue_search(State& state);

/// What a result is called, and where it is from: "Modena", "Emilia-Romagna, Italy · Towns".
std::string found_name(const State& state, const FoundName& found);
std::string found_detail(const State& state, const FoundName& found);
/// "44.70000° N, 11.04000° E" or "652,000 m, 4,951,000 m".
std::string place_title(const TypedPlace& place);

}  // namespace agglo::viewer
