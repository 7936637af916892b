// Which sites matter: those that can serve a firm or a part of the study area.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agglo/dataset.hpp"
#include "agglo/firms.hpp"
#include "agglo/places.hpp"

namespace agglo {

/// The layer of that name, or the last of that role; Error{usage} when there is none.
const Layer& site_layer(const Dataset& data, const std::string& name, const char* flag = "--sites");

/// A disc that holds a set of places: longitude/latitude or planar metres, and a distance.
struct Disc {
  double x, y, radius_m = 0;
};
/// Around all located firms; Error{failure} when there is none.
Disc disc_of(const Establishments& firms);
/// Around the shapes of the regions, the study area; nothing when there are none.
std::optional<Disc> study_area_disc(const Dataset& data);

/// What selected_sites() kept and left out.
struct SiteSelection {
  Institutions sites;
  std::vector<std::int64_t> row;  ///< of each site in its layer, from 0
  std::size_t first_added = 0;    ///< sites from here on are those of --also
  std::size_t of = 0, unplaced = 0, other_kind = 0, too_far = 0;
};

/// How a site is called: its name, else its id. Its id, else "row 3", its row in its layer from 1.
std::string site_name(const SiteSelection& selection, std::size_t site);
std::string site_id(const SiteSelection& selection, std::size_t site);
inline constexpr const char* kSiteIdHelp = "Its id; without one its row in its layer, from 1";
/// The names of all.
StringColumn site_labels(const SiteSelection& selection);

/// Sites that have a place, one of the kinds (separated by ';'; empty = all), and can serve a place in one of
/// the discs: with `ring_m` those no farther from the disc than that; without it those that can be nearest to
/// a place in it. Error{failure} that gives the reasons when none is left.
SiteSelection selected_sites(const Table& table, const Frame& frame, const std::string& kinds,
                             const std::vector<Disc>& discs, std::optional<double> ring_m);

void append_sites(Institutions& sites, const Institutions& more);

/// The sites that the options name.
struct SiteChoice {
  std::string sites = "institutions";
  std::string also;  ///< a second layer, whose sites are counted as well; empty = none
  std::string kind;
};
/// The sites of both layers as selected_sites() leaves them, those of `also` last; the notes say what was
/// left out and how many were added. Errors{usage} for a layer that is not there or is named twice.
SiteSelection chosen_sites(const Dataset& data, const SiteChoice& choice, const std::vector<Disc>& discs,
                           std::optional<double> ring_m, std::vector<std::string>& notes);
/// A number column of those layers, one value a site; NaN: unknown. Error{usage} naming `flag` and the layer
/// that lacks the column or whose column holds no numbers.
std::vector<double> site_numbers(const Dataset& data, const SiteChoice& choice, const SiteSelection& chosen,
                                 const std::string& column, const char* flag);
/// "row 3 of "institutions"", counted from 1.
std::string site_row(const Dataset& data, const SiteChoice& choice, const SiteSelection& chosen,
                     std::size_t site);
/// Their sources, for provenance.
std::string site_sources(const Dataset& data, const SiteChoice& choice);

}  // namespace agglo
