// Command pulumi-resource-azuread is the Pulumi provider for Microsoft Entra ID, bridged from
// hashicorp/terraform-provider-azuread 3.4.0, which is the version that pulumi-azuread 6.5.2 maps.
//
// It is built only where Pulumi's own distribution of that provider cannot be reached.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/hashicorp/terraform-provider-azuread/xpprovider"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
)

const name, version = "azuread", "6.5.2"

func main() {
	ctx := context.Background()
	info, err := provider(ctx)
	if err != nil {
		fmt.Fprintf(os.Stderr, "pulumi-resource-azuread: %v\n", err)
		os.Exit(1)
	}
	schema, err := json.Marshal(map[string]string{"name": name, "version": version})
	if err != nil {
		fmt.Fprintf(os.Stderr, "pulumi-resource-azuread: %v\n", err)
		os.Exit(1)
	}
	tfbridge.Main(name, version, *info, schema)
}

func provider(ctx context.Context) (*tfbridge.ProviderInfo, error) {
	upstream, err := xpprovider.GetProviderSchema(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the upstream provider's schema: %w", err)
	}
	secret := &tfbridge.SchemaInfo{Secret: tfbridge.True()}
	info := tfbridge.ProviderInfo{
		P:            shimv2.NewProvider(upstream),
		Name:         name,
		Version:      version,
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
		Config: map[string]*tfbridge.SchemaInfo{
			"client_id":                   secret,
			"client_secret":               secret,
			"client_certificate_password": secret,
			"environment":                 {Default: &tfbridge.DefaultInfo{EnvVars: []string{"ARM_ENVIRONMENT"}, Value: "public"}},
			"metadata_host":               {MarkAsOptional: tfbridge.True()},
		},
	}
	if err := info.ComputeTokens(tokens.SingleModule("azuread_", "index", tokens.MakeStandard(name))); err != nil {
		return nil, fmt.Errorf("mapping the resources' names: %w", err)
	}
	info.SetAutonaming(255, "-")
	return &info, nil
}
