// The table behind palettes().
#pragma once

#include "agglo/palettes.hpp"

namespace agglo {

const std::vector<Palette>& palette_table();

}  // namespace agglo
