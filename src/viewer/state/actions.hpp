// Actions: all that can happen to the State. Panels, keys, dropped files, scripts and finished jobs push
// them.
//
// Each group of actions has a header (its structs and the apply() of each) and a source with what they do.
#pragma once

#include "viewer/state/action.hpp"
#include "viewer/state/actions_charts.hpp"
#include "viewer/state/actions_compare.hpp"
#include "viewer/state/actions_files.hpp"
#include "viewer/state/actions_filter.hpp"
#include "viewer/state/actions_find.hpp"
#include "viewer/state/actions_forms.hpp"
#include "viewer/state/actions_layers.hpp"
#include "viewer/state/actions_map.hpp"
#include "viewer/state/actions_measure.hpp"
#include "viewer/state/actions_page.hpp"
#include "viewer/state/actions_people.hpp"
#include "viewer/state/actions_project.hpp"
#include "viewer/state/actions_reach.hpp"
#include "viewer/state/actions_recipe.hpp"
#include "viewer/state/actions_selection.hpp"
#include "viewer/state/actions_session.hpp"
#include "viewer/state/actions_style.hpp"
#include "viewer/state/actions_table.hpp"
#include "viewer/state/actions_time.hpp"
#include "viewer/state/actions_window.hpp"

namespace agglo::viewer {

/// Applies one action. The only place that changes State; submits jobs, never computes an analysis itself.
/// Errors become messages.
void update(State& state, const Action& action, Jobs& jobs);

}  // namespace agglo::viewer
