// Reach view: the catchment of one site by road, as the window shows it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agglo/project_trial.hpp"
#include "viewer/draw/mesh.hpp"
#include "viewer/state/camera.hpp"

namespace agglo::viewer {

/// What makes sites, firms and roads ready, with what was made: used by one job at a time.
class ReachDesk;

struct ReachChoice {
  std::string network, sites;  ///< layers
  std::string also;            ///< layer of planned sites that count as well; empty = none
  std::string kind;            ///< kinds of the sites that count as present, separated by ';'; empty = all
  std::vector<std::uint32_t> left_out;  ///< rows of sites that do not, ascending; those of `also` come last
  TravelDirection direction = TravelDirection::to_sites;
  double minutes = 15;
  bool operator==(const ReachChoice&) const = default;
};
inline constexpr double kLeastMinutes = 1, kMostMinutes = 120;

/// Where the catchment is: a site, or a place of the map.
struct ReachPlace {
  std::optional<std::uint32_t> site;  ///< row of its layer; those of `also` come after those of `sites`
  double x_m = 0, y_m = 0;            ///< of a place, in the metres of the map
  bool operator==(const ReachPlace&) const = default;
};

/// What a desk is made of; tables are told apart by identity.
struct ReachDeskWanted {
  std::shared_ptr<const Table> network, firms, sites, also;
  std::string kind;
  std::vector<std::uint32_t> left_out;
  TravelDirection direction = TravelDirection::to_sites;
  bool operator==(const ReachDeskWanted&) const = default;
};
/// What the what-if site is to be; empty = as the sites that it is compared with.
struct Candidate {
  std::string name{}, kind{}, services{};
  std::string capacity{};  ///< as typed; empty = not known
};
struct ReachWanted {
  std::shared_ptr<ReachDesk> desk;
  ReachPlace place;
  double minutes = 0;
  bool operator==(const ReachWanted&) const = default;
};

struct ReachAnswer {
  ReachWanted of;
  Trial trial;                            ///< with one limit and no areas: these are the mesh
  double area_km2 = 0;                    ///< of the catchment, on the map's plane
  std::shared_ptr<const ShapeMesh> mesh;  ///< null when there is no area
  std::string overlap_name;               ///< of the site with the largest overlap
  double elapsed_ms = 0;
};

struct ReachView {
  bool open = false, what_if = false;
  ReachChoice choice;
  std::optional<ReachPlace> place;
  Candidate candidate;

  std::shared_ptr<ReachDesk> desk;
  ReachDeskWanted desk_made_for, desk_asked;
  std::uint64_t desk_job = 0;  ///< 0 = none
  std::string problem;         ///< why there is no desk
  ReachWanted asked;
  std::uint64_t job = 0;                      ///< 0 = none
  std::shared_ptr<const ReachAnswer> answer;  ///< the last one; null while there is no place
  const void* seen_selection = nullptr;       ///< whose site was taken up
};

}  // namespace agglo::viewer
