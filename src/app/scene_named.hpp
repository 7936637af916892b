// The scene of layers that somebody asked for by name.
#pragma once

#include "agglo/scene.hpp"

namespace agglo {

/// As make_scene, but every layer of the data is visible: none is hidden for a later result of its kind, for
/// the members of clusters, or by its style.
Scene make_scene_of_all(const Dataset& data, const SceneStyles& styles, const std::vector<Layer>* basemap);

}  // namespace agglo
