#include "access/radii.hpp"

#include <charconv>
#include <cmath>
#include <string>

#include "agglo/error.hpp"

namespace agglo {
namespace {

std::string text_of(double value) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

}  // namespace

std::vector<double> radii_m(const std::vector<double>& radius_km) {
  std::vector<double> result;
  for (const double km : radius_km) {
    if (!std::isfinite(km) || km < 0)
      throw usage_error("a radius is \"" + text_of(km) + "\" km", "give radii of 0 km or more");
    const double metres = std::round(km * 1e9) / 1e6;
    if (!result.empty() && metres <= result.back())
      throw usage_error("the radius \"" + text_of(km) + "\" km comes after one that is not smaller",
                        "give the radii in ascending order, each once");
    result.push_back(metres);
  }
  return result;
}

}  // namespace agglo
