// The shaders of shaders/, compiled into the program so that it runs from anywhere.
#pragma once

#include <string_view>

namespace agglo::viewer {

/// Text of "fill.vert.glsl" and so on; null when there is no such shader.
const char* shader_source(std::string_view name);

}  // namespace agglo::viewer
