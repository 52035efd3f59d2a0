package hummingbirdtest

import (
	"net/http"
	"strconv"
	"sync"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// products holds what business calls have created, oldest first. The zero value is an
// empty gateway.
type products struct {
	mu   sync.Mutex
	list []product
}

type product struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Key         string `json:"key"`
	Platform    string `json:"platform"`
	Protocol    string `json:"protocol"`
	NodeType    string `json:"node_type"`
	NetType     string `json:"net_type"`
	DataFormat  string `json:"data_format"`
	Factory     string `json:"factory"`
	Status      string `json:"status"`
	Description string `json:"description"`
	CreatedAt   int64  `json:"created_at"` // Unix milliseconds
}

// productRequest is a product to create, or the changes of one. A form's keys are the
// names of these Go fields.
type productRequest struct {
	Name        *string `json:"name"`
	Protocol    *string `json:"protocol"`
	NodeType    *string `json:"node_type"`
	NetType     *string `json:"net_type"`
	DataFormat  *string `json:"data_format"`
	Factory     *string `json:"factory"`
	Description *string `json:"description"`
}

// apply changes p by the fields that the request has.
func (q productRequest) apply(p *product) {
	for _, field := range []struct {
		to   *string
		from *string
	}{
		{&p.Name, q.Name},
		{&p.Protocol, q.Protocol},
		{&p.NodeType, q.NodeType},
		{&p.NetType, q.NetType},
		{&p.DataFormat, q.DataFormat},
		{&p.Factory, q.Factory},
		{&p.Description, q.Description},
	} {
		if field.from != nil {
			*field.to = *field.from
		}
	}
}

// These are the defaults and the limit of a page of the list.
const (
	firstPage   = 1
	pageSize    = 10
	maxPageSize = 1000
)

type productList struct {
	List     []product `json:"list"`
	Total    int       `json:"total"`
	Page     int       `json:"page"`
	PageSize int       `json:"pageSize"`
}

func (s *Server) listProducts(r *http.Request) authtest.Answer {
	page := positive(r.URL.Query().Get("page"), firstPage)
	size := min(positive(r.URL.Query().Get("pageSize"), pageSize), maxPageSize)
	s.products.mu.Lock()
	defer s.products.mu.Unlock()
	all := s.products.list
	result := productList{List: []product{}, Total: len(all), Page: page, PageSize: size}
	if page-1 <= len(all)/size {
		from := (page - 1) * size
		result.List = append(result.List, all[from:min(from+size, len(all))]...)
	}
	return businessSuccess(r, result)
}

// positive reads a number. Text that is no number, or a number that is not above zero,
// counts as absent.
func positive(text string, absent int) int {
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return n
	}
	return absent
}

func (s *Server) createProduct(r *http.Request) authtest.Answer {
	var q productRequest
	if !bind(r, &q) {
		return businessFailure(r, codeBadRequest)
	}
	p := product{ID: authtest.RandomText(8), Platform: "本地", CreatedAt: s.sim.Clock.Now().UnixMilli()}
	q.apply(&p)
	s.products.mu.Lock()
	defer s.products.mu.Unlock()
	for _, old := range s.products.list {
		if old.Name == p.Name {
			return businessFailure(r, codeAlreadyExists)
		}
	}
	s.products.list = append(s.products.list, p)
	return businessSuccess(r, []any{})
}

func (s *Server) getProduct(r *http.Request) authtest.Answer {
	s.products.mu.Lock()
	defer s.products.mu.Unlock()
	if p := s.products.find(r.PathValue("id")); p != nil {
		return businessSuccess(r, *p)
	}
	return businessFailure(r, codeProductNotFound)
}

func (s *Server) updateProduct(r *http.Request) authtest.Answer {
	var q productRequest
	if !bind(r, &q) {
		return businessFailure(r, codeBadRequest)
	}
	s.products.mu.Lock()
	defer s.products.mu.Unlock()
	p := s.products.find(r.PathValue("id"))
	switch {
	case p == nil:
		return businessFailure(r, codeProductNotFound)
	case q.NetType != nil && q.NodeType == nil:
		return crash(r) // the gateway checks NetType and reads NodeType
	}
	q.apply(p)
	return businessSuccess(r, []any{})
}

// find returns the product of an id, to change in place. The caller holds mu.
func (p *products) find(id string) *product {
	for i := range p.list {
		if p.list[i].ID == id {
			return &p.list[i]
		}
	}
	return nil
}
