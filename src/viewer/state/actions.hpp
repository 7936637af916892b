// Actions: all that can happen to the State. Panels, keys, dropped files, scripts and finished jobs push
// them.
//
// Each group of actions has a header (its structs and the apply() of each) and a source with what they do.
#pragma once

#include <variant>
#include <vector>

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
#include "viewer/state/actions_recipe.hpp"
#include "viewer/state/actions_selection.hpp"
#include "viewer/state/actions_session.hpp"
#include "viewer/state/actions_style.hpp"
#include "viewer/state/actions_table.hpp"
#include "viewer/state/actions_time.hpp"
#include "viewer/state/actions_window.hpp"

namespace agglo::viewer {

/// One variant of all alternatives of several variants.
template <class... Variants>
struct JoinedVariant;
template <class... A>
struct JoinedVariant<std::variant<A...>> {
  using type = std::variant<A...>;
};
template <class... A, class... B, class... Rest>
struct JoinedVariant<std::variant<A...>, std::variant<B...>, Rest...> {
  using type = typename JoinedVariant<std::variant<A..., B...>, Rest...>::type;
};

using Action = JoinedVariant<  //
    ProjectActions,            //
    SessionActions,            //
    RecipeActions,             //
    CompareActions,            //
    MapActions,                //
    FindActions,               //
    FilesActions,              //
    MeasureActions,            //
    PageActions,               //
    SelectionActions,          //
    LayersActions,             //
    StyleActions,              //
    TableActions,              //
    FilterActions,             //
    TimeActions,               //
    ChartsActions,             //
    FormsActions,              //
    PeopleActions,             //
    WindowActions>::type;
using Actions = std::vector<Action>;

/// Applies one action. The only place that changes State; submits jobs, never computes an analysis itself.
/// Errors become messages.
void update(State& state, const Action& action, Jobs& jobs);

}  // namespace agglo::viewer
