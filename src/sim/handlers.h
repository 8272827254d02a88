/* What answers each endpoint of Braze's REST API, in the order of data/endpoints.def. Each fills the reply; those that
 * work on what was written are called under the simulator's lock. */
#ifndef SIM_HANDLERS_H
#define SIM_HANDLERS_H

#include "sim/sim.h"

sim_handler sim_campaigns_list, sim_campaigns_details, sim_campaigns_data_series;
sim_handler sim_kpi_new_users, sim_kpi_dau, sim_kpi_mau, sim_kpi_uninstalls, sim_sessions_data_series;

#endif
