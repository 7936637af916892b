// What depends on a layer's style: classes, labels, sizes, weights.
#pragma once

#include <vector>

#include "agglo/scene.hpp"

namespace agglo {

struct StyledLayer {
  const Layer* layer;
  const Style* style;
};

/// Gives `target`, whose geometry is there, what `style` says. `all`: the layers of the scene, for firms that
/// take the colours of their clusters.
void style_layer(const Layer& layer, const Style& style, const std::vector<StyledLayer>& all,
                 SceneLayer& target);

}  // namespace agglo
