// Options that the operations on the density of firms share.
#pragma once

#include <string>

#include "agglo/clustering.hpp"
#include "agglo/operations.hpp"
#include "app/cluster_shapes.hpp"
#include "app/roles.hpp"

namespace agglo {

enum class Each { none, sector };

/// Which firms count, and how much.
struct FirmChoice {
  std::string weight = "firms";
  Each each = Each::none;
  FirmFilter filter;
};

template <class Visitor>
void visit(Visitor& v, FirmChoice& o) {
  v("weight", o.weight,
    {.help = "What counts: firms (1 each), jobs (middle of the band; unknown counts 0), or the name of a "
             "number column"});
  v("each", o.each,
    {.choices = {"none", "sector"},
     .help = "Look at the firms of each sector separately, or at all firms together"});
  v("sectors", o.filter.sectors,
    {.help = "Only firms of these sectors, by code or name, separated by ';' (default: all)"});
  v("active_on", o.filter.active_on,
    {.help = "Only firms born by this day and not closed by then, yyyy-mm-dd (default: all)"});
  v("where", o.filter.where,
    {.help = "Only firms for which this condition about their columns is true, such as jobs_lo >= 10"});
}

template <class Visitor>
void visit(Visitor& v, ClusterBoundaryOptions& o) {
  v("boundary", o.shape.kind,
    {.choices = {"concave", "convex", "buffer", "alpha", "density"},
     .help =
         "Shape of the boundary: concave hull, convex hull, union of discs around the firms, alpha shape, "
         "or contour of their density"});
  v("concave_ratio", o.shape.concave_ratio,
    {.min = 0, .max = 1, .help = "How tight a concave boundary is: 0 tightest, 1 convex"});
  v("buffer_m", o.shape.buffer_m,
    {.unit = "m",
     .min = 0,
     .max = 1e6,
     .min_excluded = true,
     .help = "Radius of the discs of a buffer boundary, and the margin around firms on one spot, line or "
             "narrow strip"});
  v("alpha_m", o.shape.alpha_m,
    {.unit = "m",
     .min = 0,
     .max = 1e7,
     .help = "Radius of an alpha boundary: gaps into which a larger circle fits stay out; 0 takes the least "
             "radius that keeps all firms together"});
  v("bandwidth_m", o.shape.bandwidth_m,
    {.unit = "m",
     .min = 1,
     .max = 1e6,
     .help = "How far the density of a firm reaches (density boundaries, dense cores)"});
  v("boundary_share", o.shape.share,
    {.min = 0,
     .max = 1,
     .min_excluded = true,
     .help = "Share of the firms of a cluster that a density boundary holds"});
  v("keep_holes", o.shape.keep_holes, {.help = "Keep holes in the boundary"});
  v("core", o.core,
    {.choices = {"none", "role", "dense"},
     .help = "A second layer with the cores of clusters inside their boundaries: around the firms of role "
             "core, or where the firms are densest"});
  v("core_share", o.core_share,
    {.min = 0, .max = 1, .min_excluded = true, .help = "Share of the firms that a dense core holds"});
  v("clip_land", o.clip_land, {.help = "Clip boundaries to the land of the base map"});
  v("clip_area", o.clip_area,
    {.help = "Clip boundaries to the areas of this layer, such as regions or zones", .is_layer = true});
}

struct ClusterCommonOptions {
  FirmChoice choice;
  ClusterBoundaryOptions boundary;
};

template <class Visitor>
void visit(Visitor& v, ClusterCommonOptions& o) {
  visit(v, o.choice);
  visit(v, o.boundary);
}

struct ChosenFirms {
  const Table& table;        ///< the stored layer
  Establishments firms;      ///< rows as in the table; those left out have neither place nor sector
  Establishments reference;  ///< all firms that were active on the day, for quotients; same rows
  std::vector<double> weight;
  Day active_on = kUnknownDay;
  std::string qualifier;  ///< for titles: ", only 23.31 Ceramic tiles, active on 2024-12-31"

  PointView points() const { return {firms.x_m, firms.y_m, firms.z_m, weight}; }
};
/// The firms that the options ask for; a note counts those whose weight is not known. Error{failure} when
/// none is left. `table`: other places than those of the register.
ChosenFirms chosen_firms(const StepInput& input, const FirmChoice& choice, Outcome& outcome, RunControl& run,
                         const Table* table = nullptr);

}  // namespace agglo
