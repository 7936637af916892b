// Widgets of the style window: enumerations, columns, colours, palettes, the histogram with breaks.
#pragma once

#include <imgui.h>

#include <array>
#include <string>
#include <vector>

#include "agglo/scene.hpp"
#include "viewer/panels/panels.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

/// A box that chooses one of the names. True when the value changed.
template <class Enum, std::size_t N>
bool choose(const char* label, Enum& value, const std::array<const char*, N>& names) {
  const auto now = static_cast<std::size_t>(value);
  bool changed = false;
  if (!ImGui::BeginCombo(label, tr(names[std::min(now, N - 1)]))) return false;
  for (std::size_t i = 0; i < N; ++i)
    if (ImGui::Selectable(tr(names[i]), i == now)) {
      changed = i != now;
      value = static_cast<Enum>(i);
    }
  ImGui::EndCombo();
  return changed;
}

enum class ColumnKind { any, numbers };
/// A box that chooses a column of the table, or none.
bool choose_column(const char* label, std::string& value, const Table* table, const char* none,
                   ColumnKind kind = ColumnKind::any);
/// A colour button with a picker; `with_alpha` false keeps the opacity.
bool edit_colour(const char* label, Colour& colour, bool with_alpha = true);
/// A box of palettes with previews, a mark at those that confuse colour-blind readers, and the usual colours.
bool choose_palette(const char* label, Style& style, std::size_t classes, bool qualitative);
/// Bars of a column's values in the colours of their classes. Break lines can be dragged: true when one was,
/// with the inner breaks in `breaks`.
bool histogram_with_breaks(const Classes& classes, const std::vector<Category>& looks,
                           std::vector<double>& breaks);

}  // namespace agglo::viewer
