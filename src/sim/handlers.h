/* What answers each endpoint of Braze's REST API, in the order of data/endpoints.def. Each fills the reply; those that
 * work on what was written are called under the simulator's lock. */
#ifndef SIM_HANDLERS_H
#define SIM_HANDLERS_H

#include "sim/sim.h"

sim_handler sim_campaigns_list, sim_campaigns_details, sim_campaigns_data_series;
sim_handler sim_sends_data_series;
sim_handler sim_canvas_list, sim_canvas_details, sim_canvas_data_series, sim_canvas_data_summary;
sim_handler sim_segments_list, sim_segments_details, sim_segments_data_series;
sim_handler sim_kpi_new_users, sim_kpi_dau, sim_kpi_mau, sim_kpi_uninstalls;
sim_handler sim_events_list, sim_events_data_series, sim_events_get, sim_custom_attributes;
sim_handler sim_sessions_data_series;
sim_handler sim_purchases_product_list, sim_purchases_quantity_series, sim_purchases_revenue_series;
sim_handler sim_feed_list, sim_feed_details, sim_feed_data_series;
sim_handler sim_preference_center_list, sim_preference_center_get;

#endif
