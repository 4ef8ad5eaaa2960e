global using Heliograph.Mqtt;
global using Heliograph.Mqtt.Properties;
global using Heliograph.Mqtt.Wire;
