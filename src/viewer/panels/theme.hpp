// Theme: colours of the window.
#pragma once

#include "agglo/scene.hpp"

namespace agglo::viewer {

/// Colours and spacing of the light or dark theme, sizes times `scale`.
void apply_theme(bool dark, double scale);
/// Colours that ImGui's style has no place for.
Colour accent_colour(bool dark);
Colour on_accent_colour(bool dark);  ///< text on the accent colour
Colour faint_text_colour(bool dark);
Colour warning_colour(bool dark);
Colour error_colour(bool dark);

}  // namespace agglo::viewer
