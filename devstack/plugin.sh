#!/usr/bin/env bash
# The heat-mistral plugin of DevStack, which sources it in each of its phases.
#
# There is no service to start or to stop: the resource types are loaded by
# heat-engine, which starts after "post-config" (devstack/plugin.sh of Heat).

function install_heat_mistral {
    setup_develop "$HEAT_MISTRAL_DIR"
}

# An editable installation puts nothing where Heat looks by default. What
# plugin_dirs names already stays.
function configure_heat_mistral {
    local named ours="$HEAT_MISTRAL_DIR/contrib/heat_mistral/plugin"
    named=$(iniget "$HEAT_CONF" DEFAULT plugin_dirs)
    if [[ ",$named," != *",$ours,"* ]]; then
        iniset "$HEAT_CONF" DEFAULT plugin_dirs "${named:+$named,}$ours"
    fi
}

if is_service_enabled h-eng; then
    if [[ "$1" == "stack" && "$2" == "install" ]]; then
        echo_summary "Installing heat-mistral"
        install_heat_mistral
    elif [[ "$1" == "stack" && "$2" == "post-config" ]]; then
        echo_summary "Configuring heat-mistral"
        configure_heat_mistral
    fi
fi
