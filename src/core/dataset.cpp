#include "agglo/dataset.hpp"

#include <array>

namespace agglo {
namespace {
constexpr std::array<std::string_view, 7> kRoleNames{
    "establishments", "institutions", "zones", "infrastructure", "regions", "network", "result"};
}

const char* to_string(Role role) {
  return kRoleNames[static_cast<std::size_t>(role)].data();
}

std::optional<Role> role_from_string(std::string_view text) {
  for (std::size_t i = 0; i < kRoleNames.size(); ++i)
    if (kRoleNames[i] == text) return static_cast<Role>(i);
  return std::nullopt;
}

const Layer* Dataset::find(std::string_view name) const {
  for (const Layer& layer : layers)
    if (layer.name == name) return &layer;
  return nullptr;
}

const Layer* Dataset::last(Role role) const {
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer)
    if (layer->role == role) return &*layer;
  return nullptr;
}

const Layer* Dataset::last_result(std::string_view kind) const {
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer)
    if (layer->role == Role::result && layer->kind == kind) return &*layer;
  return nullptr;
}

}  // namespace agglo
