#include "viewer/text/glossary.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

constexpr std::array kTerms{
    Term{tr_key("Cluster"),
         tr_key("A place where firms lie closer together than elsewhere, close enough to share suppliers, "
                "workers and ideas."),
         " cluster clusters "},
    Term{tr_key("Radius (eps)"),
         tr_key("How near two firms must be to count as neighbours, in metres. Larger values join places "
                "into fewer and "
                "wider clusters."),
         " eps_m eps max_eps_m radius_m "},
    Term{tr_key("Min points"),
         tr_key("How many firms (or jobs) must lie within the radius before a place counts as the heart of a "
                "cluster. "
                "Larger values leave out small groups."),
         " min_points min_size min_samples min_weight "},
    Term{tr_key("Noise"),
         tr_key("Firms that belong to no cluster. They are counted and kept, not thrown away."), " noise "},
    Term{tr_key("Core firm"),
         tr_key("A firm with enough neighbours within the radius. A firm of the edge has fewer, but lies "
                "near a core firm."),
         " core core_firms role "},
    Term{tr_key("Location quotient (LQ)"),
         tr_key("Share of a sector here divided by its share in the whole region. 2 means twice as many as "
                "expected; "
                "1 is just as everywhere."),
         " lq lq_lo lq_hi "},
    Term{tr_key("Density"),
         tr_key("Firms per area. The map shows it in place of single points when there are many."),
         " density firms_per_km2 "},
    Term{tr_key("DBSCAN"),
         tr_key("Joins firms with enough neighbours within one radius. Simple to explain; the radius is "
                "yours to choose."),
         " dbscan "},
    Term{tr_key("HDBSCAN*"),
         tr_key("Looks at all radii at once and keeps the groups that last longest: finds dense and sparse "
                "clusters side by side."),
         " hdbscan selection persistence "},
    Term{tr_key("OPTICS"),
         tr_key("Puts firms in an order whose curve has a valley for each cluster, at every radius."),
         " optics reachability reachability_m xi "},
    Term{tr_key("Probability of membership"),
         tr_key("How firmly a firm belongs to its cluster, from 0 to 1, judged by how long it stays when the "
                "radius shrinks."),
         " probability "},
    Term{tr_key("Validity (DBCV)"),
         tr_key("From -1 to 1: whether clusters are denser inside than what separates them. Above 0 they "
                "stand apart."),
         " dbcv validity "},
    Term{
        tr_key("Stability"),
        tr_key(
            "Share of runs with other parameters, samples or positions in which the cluster is found again."),
        " stability "},
    Term{tr_key("Catchment"),
         tr_key("The area, and the firms in it, that an institution can serve within a distance."),
         " catchment catchments radii_km radius_km "},
    Term{tr_key("Cover"),
         tr_key("Firms that at least one site serves. Gaps are firms that none serves, overlaps those of "
                "several sites."),
         " cover covered served sites_count "},
    Term{tr_key("EPZ (export processing zone)"),
         tr_key("A zone with its own customs and tax rules, where firms produce for export."),
         " epz zone zones zone_names "},
    Term{tr_key("Incubator"),
         tr_key("An institution that gives young firms rooms, advice and contacts until they stand alone."),
         " incubator "},
    Term{tr_key("Ring"),
         tr_key("The belt around a zone or a site between two distances, to see what spills over."),
         " rings rings_km ring ring_km "},
    Term{tr_key("Boundary"),
         tr_key("The line drawn around the firms of a cluster. It helps the eye; membership does not depend "
                "on it."),
         " boundary area_km2 tightness "},
    Term{tr_key("Entropy of sectors"),
         tr_key("0 when all firms are of one sector; the larger, the more mixed."), " sector_entropy "},
    Term{tr_key("Low and high estimate"),
         tr_key("Registers give jobs in bands. Low takes the lower ends, high the upper; the truth lies "
                "between."),
         " jobs_lo jobs_hi "},
    Term{tr_key("Young firms"),
         tr_key(
             "Firms born within the last five years of the data: where they gather, something is emerging."),
         " young_firms young_share "},
    Term{tr_key("Weight"),
         tr_key("What one firm counts in an analysis: 1, or its jobs, or a column of yours."), " weight "},
    Term{tr_key("Coordinate system (CRS)"),
         tr_key("Says what the two numbers of a place mean. EPSG:4326 is longitude and latitude, as GPS "
                "gives them."),
         " crs "},
};

}  // namespace

std::span<const Term> terms() {
  return kTerms;
}

const Term* term_of(std::string_view key) {
  const std::string wanted = " " + std::string(key) + " ";
  const auto found = std::find_if(kTerms.begin(), kTerms.end(), [&](const Term& term) {
    return std::string_view(term.keys).find(wanted) != std::string_view::npos;
  });
  return found == kTerms.end() ? nullptr : &*found;
}

}  // namespace agglo::viewer
