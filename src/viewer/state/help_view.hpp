// What is open of the helps: palette, shortcuts, terms, tour; and whether the keyboard is with the panels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace agglo::viewer {

enum class HelpWindow { none, palette, shortcuts, terms };
/// Parts of the window that the keyboard can be in, in the order of F6.
enum class KeyboardPlace { map, left, right, bottom };

struct HelpView {
  HelpWindow open = HelpWindow::none;
  std::uint64_t serial = 0;         ///< grows when a window opens
  std::string text;                 ///< what was typed there
  std::size_t chosen = 0;           ///< entry of the palette
  std::optional<std::size_t> tour;  ///< step of the tour
  KeyboardPlace keyboard = KeyboardPlace::map;
  std::uint64_t keyboard_serial = 0;  ///< grows when the keyboard goes elsewhere
};

constexpr std::size_t kTourSteps = 8;

}  // namespace agglo::viewer
