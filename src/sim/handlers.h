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
sim_handler sim_subscription_status_get, sim_subscription_user_status;
sim_handler sim_preference_center_list, sim_preference_center_get;
sim_handler sim_users_export_ids, sim_users_export_segment, sim_users_export_global_control_group;
sim_handler sim_users_track, sim_users_track_sync, sim_users_track_bulk;
sim_handler sim_users_identify, sim_users_alias_new, sim_users_alias_update, sim_users_merge_handler, sim_users_delete;
sim_handler sim_external_ids_rename, sim_external_ids_remove;
sim_handler sim_subscription_status_set, sim_subscription_status_set_v2;

#endif
